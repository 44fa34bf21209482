using ActorQueue.Core.Events;
using ActorQueue.Core.Statistics;

namespace ActorQueue.Core.State;

/// <summary>What the events of admission do to the state.</summary>
internal static partial class EventApplication
{
    private static void TakeRateToken(QueueState state, RateTokenTaken taken)
    {
        ref var task = ref state.Slots[Running(state, taken.Id)];
        if (task.Extras?.Admission?.Rate is not { } rate)
        {
            throw Unexpected(state, taken.Id, "takes a token, but has no rate key");
        }

        state.Rates.Take(rate, taken.FullAt.UtcTicks, taken.At.UtcTicks);
    }

    private static void CompareStart(QueueState state, StartCompared compared)
    {
        ref var task = ref state.Slots[Running(state, compared.Id)];
        var meter = state.Policies.Enter(compared.Policy);
        meter.Started++;
        if (task.Attempt == 1)
        {
            meter.Waiting.Add(MeasuredTime.Between(task.AcceptedAt, task.StartedAt));
        }
    }
}
