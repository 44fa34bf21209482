using ActorQueue.Contracts;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Codec;

/// <summary>What a task still waits for, at the end of its record in a snapshot: policy, count, ids and conditions.</summary>
internal static class DependencyRecord
{
    private const int FixedBytes = 8;
    private const int BytesPerDependency = 17;

    public static int MaxBytesOf(QueueState state, int slot) =>
        state.Dependencies.IsWaiting(slot)
            ? FixedBytes + (BytesPerDependency * state.Dependencies.DependenciesOf(slot).Count())
            : 0;

    public static void Write(ByteWriter bytes, QueueState state, int slot)
    {
        bytes.Byte((byte)state.Slots[slot].Extras!.OnDependencyFailed);
        bytes.Count(state.Dependencies.DependenciesOf(slot).Count());
        foreach (var (dependency, on) in state.Dependencies.DependenciesOf(slot))
        {
            bytes.Guid(state.Slots[dependency].Id.Value);
            bytes.Byte((byte)on);
        }
    }
}

/// <summary>
/// Links the tasks of a snapshot once all of them are there: a task may wait for one that stands behind it.
/// </summary>
internal sealed class DependencyRecordReader(QueueState state)
{
    private readonly List<(int Slot, TaskId Id, DependencyCondition On)> _waits = [];

    public void Read(ref ByteReader reader, int slot)
    {
        var extras = state.Slots[slot].Extras ??= new TaskExtras();
        extras.OnDependencyFailed = GraphCodec.Policy(ref reader);
        int count = reader.Count();
        for (int i = 0; i < count; i++)
        {
            _waits.Add((slot, GraphCodec.Id(ref reader), GraphCodec.Condition(ref reader)));
        }

        if (count == 0)
        {
            throw new CorruptQueueDataException($"The snapshot cannot be right: task {state.Slots[slot].Id} waits for nothing.");
        }
    }

    public void Finish()
    {
        foreach (var (slot, id, on) in _waits)
        {
            int dependency = state.FindLive(id);
            if (dependency == SlotStore.None || state.Slots[dependency].Status.IsFinal())
            {
                throw new CorruptQueueDataException(
                    $"The snapshot cannot be right: task {state.Slots[slot].Id} waits for {id}, which does not end any more.");
            }

            state.Dependencies.Add(slot, dependency, on);
        }
    }
}
