using Akka.Actor;
using ActorQueue.Callbacks;
using ActorQueue.Core;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Events;
using ActorQueue.Core.State;

namespace ActorQueue.Supervision;

/// <summary>
/// The recovered queue in its supervisor's hands: what decides, what holds messages back until they are true, and the clock. Belongs to that actor alone.
/// </summary>
internal sealed class LiveQueue(QueuePartition partition, CommitPipeline pipeline, QueueSetup setup)
{
    /// <summary>Decides and applies; only within <see cref="Decide"/>.</summary>
    public QueuePartition Partition => partition;

    /// <summary>What the queue holds, for questions.</summary>
    public QueueState State => partition.State;

    public DateTimeOffset Now => setup.Time.GetUtcNow();

    /// <summary>Whether anybody watches; changes are computed only then.</summary>
    public bool IsWatched { get; set; }

    /// <summary>Sends a message once everything applied so far is on disk.</summary>
    public void Send(IActorRef target, object message) => pipeline.Send(target, message);

    /// <summary>Runs one decision of the core; its events go to the open batch, and to those who watch once they are on disk.</summary>
    public T Decide<T>(Func<EventBatch, T> decision)
    {
        var batch = pipeline.Open;
        var before = batch.Count;
        var reply = decision(batch);
        if (IsWatched && TaskChanges.Since(batch, before, State) is { Count: > 0 } changes)
        {
            Send(setup.Gateway, new ChangesPublished(changes));
        }

        if (setup.Metrics.IsListenedTo && setup.Metrics.Take(batch, before, State) is { } record)
        {
            pipeline.WhenCommitted(record);
        }

        return reply;
    }

    /// <summary>Keeps an attempt's progress, which is not journaled, and tells watchers and the task's own handler of it.</summary>
    public void SetProgress(SetProgress command)
    {
        if (!partition.SetProgress(command))
        {
            return;
        }

        var handler = State.ProgressHandlerOf(command.Id);
        if ((IsWatched || handler is not null) && State.Find(command.Id) is { } task)
        {
            if (IsWatched)
            {
                Send(setup.Gateway, new ChangesPublished([new TaskChange(TaskChangeKind.Progressed, task)]));
            }

            if (handler is not null)
            {
                Send(setup.ProgressCalls, new ProgressMade(task, handler));
            }
        }
    }
}
