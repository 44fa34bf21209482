using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.State;

/// <summary>What the workers' events do to the state, and what they are credited with.</summary>
internal static partial class EventApplication
{
    private static void ApplyWorker(QueueState state, QueueEvent @event)
    {
        switch (@event)
        {
            case WorkerRegistered registered:
                if (!state.Registry.Add(new RegisteredWorker(registered.Worker) { RegisteredAt = registered.At }))
                {
                    throw new CorruptQueueDataException($"Worker '{registered.Worker.Id}' registers a second time at position {state.Position}.");
                }

                break;
            case WorkerUnregistered unregistered:
                _ = Worker(state, unregistered.WorkerId);
                state.Registry.Remove(unregistered.WorkerId);
                break;
            case WorkerPauseChanged changed:
                Worker(state, changed.WorkerId).IsPaused = changed.IsPaused;
                break;
            default:
                throw new CorruptQueueDataException($"The event {@event.GetType().Name} is not known.");
        }
    }

    /// <summary>Before an event is applied: whom it speaks well or ill of.</summary>
    private static void CreditWorker(QueueState state, QueueEvent @event)
    {
        switch (@event)
        {
            case TaskCompleted completed when WorkerOf(state, completed.Id) is { } worker:
                worker.Processed++;
                break;
            case RetryScheduled retry when WorkerOf(state, retry.Id) is { } worker:
                worker.Failures++;
                break;
            case TaskFailed failed when WorkerOf(state, failed.Id) is { } worker:
                worker.Failures++;
                break;
        }
    }

    private static RegisteredWorker? WorkerOf(QueueState state, TaskId id)
    {
        int slot = state.FindLive(id);
        return slot != SlotStore.None && state.Slots[slot] is { Status: QueueTaskStatus.Processing, Worker: { } worker }
            ? state.Registry.Find(worker.Id)
            : null;
    }

    private static RegisteredWorker Worker(QueueState state, string id) => state.Registry.Find(id)
        ?? throw new CorruptQueueDataException($"Position {state.Position} speaks of the worker '{id}', which is not there.");
}
