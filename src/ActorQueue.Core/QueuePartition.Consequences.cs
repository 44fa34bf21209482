using ActorQueue.Core.Decisions;
using ActorQueue.Core.Events;

namespace ActorQueue.Core;

/// <content>What follows from an event within the same commit.</content>
public sealed partial class QueuePartition
{
    /// <summary>
    /// Decides and applies what the event left to be decided, and what follows from that, until nothing is left. By a
    /// queue and not by recursion: a chain of dependents may be as long as the queue. All of it stands in the batch of
    /// the event, and a batch is one row of the journal, so a crash never falls between a task's end and what it causes.
    /// </summary>
    private void Settle(DateTimeOffset now, EventBatch into)
    {
        while (State.Consequences.Count > 0)
        {
            foreach (var @event in ConsequenceDecision.Decide(State, State.Consequences.Take(), now))
            {
                Add(@event, into);
            }
        }
    }

    private void Add(QueueEvent @event, EventBatch into)
    {
        State.Apply(@event);
        into.Add(State.Position, @event);
    }
}
