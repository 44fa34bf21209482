using ActorQueue.Core.Commands;
using ActorQueue.Core.Decisions;
using ActorQueue.Core.Events;

namespace ActorQueue.Core;

/// <summary>Which task starts next, and where.</summary>
public sealed partial class QueuePartition
{
    /// <summary>
    /// Takes note of what a worker takes, until it says otherwise or goes; not part of history. An assignment without
    /// terms of its own goes by it, and so does the answer to why a task waits.
    /// </summary>
    public void AttachWorker(string workerId, WorkerTerms terms)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(workerId);
        ArgumentNullException.ThrowIfNull(terms);
        State.AttachedWorkers[workerId] = terms;
    }

    /// <summary>The worker is gone, or takes nothing for now.</summary>
    public void DetachWorker(string workerId)
    {
        State.AttachedWorkers.Remove(workerId);
        if (State.Hold?.WorkerId == workerId)
        {
            State.Hold = null;
        }
    }

    private void CommitWithStart(in Choice choice, DateTimeOffset now, EventBatch into)
    {
        if (AssignDecision.TakeToken(State, _settings.Admission, choice.Slot, now) is { } token)
        {
            Commit(token, into);
        }

        if (AssignDecision.Compare(State, choice, now) is { } compared)
        {
            Commit(compared, into);
        }
    }

    private WorkerTerms TermsOf(AssignAttempts command) =>
        command.Terms ?? State.AttachedWorkers.GetValueOrDefault(command.WorkerId) ?? WorkerTerms.Any;

    private Choice Choose(WorkerTerms terms, string workerId, DateTimeOffset now)
    {
        BypassDecision.Review(State, terms, workerId);
        var choice = AssignDecision.Choose(State, _settings.Admission, terms, workerId, now);
        return BypassDecision.Count(State, _settings.Admission, choice, workerId)
            ? AssignDecision.Choose(State, _settings.Admission, terms, workerId, now)
            : choice;
    }
}
