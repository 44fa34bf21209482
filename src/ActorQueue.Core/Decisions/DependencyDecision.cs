using ActorQueue.Contracts;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Decisions;

/// <summary>Whether a submitted task may wait for those that it names.</summary>
internal static class DependencyDecision
{
    /// <summary>The reason and the message of its refusal; null when it may.</summary>
    public static (string Reason, string Message)? Problem(
        QueueState state, QueueSettings settings, TaskSpec spec, EnqueuePlan? plan)
    {
        if (spec.DependsOn is not { Count: > 0 } dependencies)
        {
            return null;
        }

        if (dependencies.Count > settings.MaxDependencies)
        {
            return (RejectReasons.TooManyDependencies,
                $"It depends on {dependencies.Count} tasks, at most {settings.MaxDependencies} are allowed; a batch may have more members.");
        }

        foreach (var dependency in dependencies)
        {
            if (dependency.Id == spec.Id)
            {
                return (RejectReasons.DependencyCycle, $"It waits for itself: {spec.Id} → {spec.Id}.");
            }

            if (state.FindLive(dependency.Id) == SlotStore.None
                && state.Remembered.StatusOf(dependency.Id) == QueueTaskStatus.None
                && (plan is null || plan.StatusOf(dependency.Id) == QueueTaskStatus.None))
            {
                return (RejectReasons.UnknownDependency,
                    $"It depends on task {dependency.Id}, which the queue does not know (any more) and which is not accepted in the same submit.");
            }
        }

        return null;
    }
}
