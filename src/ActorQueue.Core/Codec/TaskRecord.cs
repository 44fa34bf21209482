using ActorQueue.Contracts;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Codec;

/// <summary>
/// Which parts of a task's record follow; a waiting task that never ran has none of them. A file format.
/// </summary>
[Flags]
internal enum RecordParts
{
    None = 0,
    WakeAt = 1,
    Attempts = 2,
    End = 4,
    Worker = 8,
    Error = 16,
    Result = 32,
    Dependencies = 64,
    Control = 256,
    Errors = 512,
    Checkpoint = 1024,
    GivenPriority = 2048,
    All = WakeAt | Attempts | End | Worker | Error | Result | Dependencies | Control | Errors | Checkpoint | GivenPriority,
}

/// <summary>One task in a snapshot: about 35 bytes and its body.</summary>
internal static class TaskRecord
{
    /// <summary>No record is shorter: id, status, marks, parts, and at least a byte for each field.</summary>
    public const int MinBytes = 24;

    /// <summary>More than all numbers of a record can take.</summary>
    private const int MaxFixedBytes = 160;

    public static void Write(ChunkWriter chunks, QueueState state, int slot)
    {
        ref var task = ref state.Slots[slot];
        var bytes = chunks.Record(ChunkContent.Tasks, MaxBytesOf(ref task) + DependencyRecord.MaxBytesOf(state, slot));
        var parts = PartsOf(state, slot);
        bytes.Guid(task.Id.Value);
        bytes.Byte((byte)task.Status);
        bytes.Byte((byte)task.Marks);
        bytes.Count((int)parts);
        bytes.Varint((ulong)(task.Sequence - chunks.LastSequence));
        bytes.Signed(task.AcceptedAt - chunks.LastTime);
        chunks.LastSequence = task.Sequence;
        chunks.LastTime = task.AcceptedAt;
        chunks.Texts.Write(bytes, task.Kind.Name);
        bytes.Signed(task.Priority);
        bytes.Bytes(task.Body.Raw);
        WriteParts(chunks, bytes, ref task, parts);
        if ((parts & RecordParts.Dependencies) != RecordParts.None)
        {
            DependencyRecord.Write(bytes, state, slot);
        }
    }

    private static void WriteParts(ChunkWriter chunks, ByteWriter bytes, ref TaskSlot task, RecordParts parts)
    {
        if ((parts & RecordParts.WakeAt) != RecordParts.None)
        {
            bytes.Varint((ulong)task.WakeAt);
        }

        if ((parts & RecordParts.Attempts) != RecordParts.None)
        {
            bytes.Count(task.Attempt);
            bytes.Count(task.Failures);
            bytes.Count(task.Released);
            bytes.Count(task.Crashes);
            bytes.Varint((ulong)task.FirstStartedAt);
            bytes.Varint((ulong)task.StartedAt);
        }

        if ((parts & RecordParts.End) != RecordParts.None)
        {
            bytes.Varint((ulong)task.FinishedPosition);
        }

        if (task.Worker is { } worker)
        {
            chunks.Texts.Write(bytes, worker.Id);
        }

        if (task.Error is { } error)
        {
            bytes.Text(error.Code);
            bytes.Text(error.Message);
        }

        if (task.Result is { } result)
        {
            bytes.Bytes(result);
        }

        if (task.Extras is { } extras)
        {
            ControlRecord.Write(bytes, extras, parts);
        }
    }

    private static RecordParts PartsOf(QueueState state, int slot)
    {
        ref var task = ref state.Slots[slot];
        return PartsOf(ref task)
            | (state.Dependencies.IsWaiting(slot) ? RecordParts.Dependencies : RecordParts.None);
    }

    private static RecordParts PartsOf(ref TaskSlot task) =>
        (task.WakeAt != 0 ? RecordParts.WakeAt : RecordParts.None)
        | (task.Attempt != 0 || task.Failures != 0 || task.Crashes != 0 ? RecordParts.Attempts : RecordParts.None)
        | (task.FinishedPosition != 0 ? RecordParts.End : RecordParts.None)
        | (task.Worker is not null ? RecordParts.Worker : RecordParts.None)
        | (task.Error is not null ? RecordParts.Error : RecordParts.None)
        | (task.Result is not null ? RecordParts.Result : RecordParts.None)
        | ControlRecord.PartsOf(task.Extras);

    private static int MaxBytesOf(ref TaskSlot task) =>
        MaxFixedBytes + task.Body.Length + (task.Result?.Length ?? 0) + ControlRecord.MaxBytesOf(task.Extras)
        + (MaxUtf8BytesPerChar
            * (task.Kind.Name.Length + (task.Worker?.Id.Length ?? 0)
                + (task.Error?.Code.Length ?? 0) + (task.Error?.Message.Length ?? 0)));

    private const int MaxUtf8BytesPerChar = 3;
}

/// <summary>One remembered id in a snapshot.</summary>
internal static class RememberedRecord
{
    private const int MaxBytes = 32;

    public static void Write(ChunkWriter chunks, TaskId id, long endedAt, QueueTaskStatus status)
    {
        var bytes = chunks.Record(ChunkContent.RememberedIds, MaxBytes);
        bytes.Guid(id.Value);
        bytes.Byte((byte)status);
        bytes.Signed(endedAt - chunks.LastTime);
        chunks.LastTime = endedAt;
    }
}
