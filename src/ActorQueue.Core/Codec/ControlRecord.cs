using ActorQueue.Contracts;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Codec;

/// <summary>What clients' commands and failures have left on a task, in its snapshot record.</summary>
internal static class ControlRecord
{
    private const int MaxFixedBytes = 96;

    public static RecordParts PartsOf(TaskExtras? extras) => extras is null
        ? RecordParts.None
        : (HasFacts(extras) ? RecordParts.Control : RecordParts.None)
            | (extras.Errors is { Count: > 0 } ? RecordParts.Errors : RecordParts.None)
            | (extras.Checkpoint is not null ? RecordParts.Checkpoint : RecordParts.None)
            | (extras.GivenPriority is not null ? RecordParts.GivenPriority : RecordParts.None);

    public static int MaxBytesOf(TaskExtras? extras) => extras is null
        ? 0
        : MaxFixedBytes + AttemptErrorCodec.MaxBytesOf(extras.Errors ?? []) + (extras.Checkpoint?.Length ?? 0);

    public static void Write(ByteWriter bytes, TaskExtras extras, RecordParts parts)
    {
        if ((parts & RecordParts.Control) != RecordParts.None)
        {
            bytes.Byte((byte)extras.PausedFrom);
            bytes.Count(extras.Pauses);
            bytes.Count(extras.Run);
            bytes.Count(extras.AttemptsBefore);
            bytes.Count(extras.OutOfMemory);
        }

        if ((parts & RecordParts.Errors) != RecordParts.None)
        {
            AttemptErrorCodec.Write(bytes, extras.Errors!);
        }

        if ((parts & RecordParts.Checkpoint) != RecordParts.None)
        {
            bytes.Bytes(extras.Checkpoint);
        }

        if (extras.GivenPriority is { } given)
        {
            bytes.Signed(given);
        }
    }

    public static void Read(ref ByteReader reader, ref TaskSlot task, RecordParts parts)
    {
        if ((parts & (RecordParts.Control | RecordParts.Errors | RecordParts.Checkpoint | RecordParts.GivenPriority)) == RecordParts.None)
        {
            return;
        }

        var extras = task.Extras ??= new TaskExtras();
        if ((parts & RecordParts.Control) != RecordParts.None)
        {
            extras.PausedFrom = (QueueTaskStatus)reader.Byte();
            extras.Pauses = reader.Natural();
            extras.Run = reader.Natural();
            extras.AttemptsBefore = reader.Natural();
            extras.OutOfMemory = reader.Natural();
        }

        if ((parts & RecordParts.Errors) != RecordParts.None)
        {
            extras.Errors = [.. AttemptErrorCodec.Read(ref reader)];
        }

        if ((parts & RecordParts.Checkpoint) != RecordParts.None)
        {
            extras.Checkpoint = reader.Bytes().ToArray();
        }

        if ((parts & RecordParts.GivenPriority) != RecordParts.None)
        {
            extras.GivenPriority = reader.Int32();
        }
    }

    private static bool HasFacts(TaskExtras extras) =>
        extras is { PausedFrom: not QueueTaskStatus.None } or { Pauses: > 0 } or { Run: > 1 } or { OutOfMemory: > 0 };

    /// <summary>Whether what was read fits the status: a paused task has one to go back to, no other has.</summary>
    public static bool IsSound(TaskExtras? extras, QueueTaskStatus status)
    {
        var from = extras?.PausedFrom ?? QueueTaskStatus.None;
        return status == QueueTaskStatus.Paused
            ? from is QueueTaskStatus.Pending or QueueTaskStatus.Scheduled or QueueTaskStatus.Blocked or QueueTaskStatus.Retry
            : from == QueueTaskStatus.None;
    }
}

/// <summary>One kind that is held back or counted, in a snapshot chunk that stands before the tasks.</summary>
internal static class KindControlRecord
{
    private const int MaxNumberBytes = 96;
    private const int MaxUtf8BytesPerChar = 3;
    private const int MaxOutcomes = 64;

    public static void Write(ChunkWriter chunks, KindControl control)
    {
        var bytes = chunks.Record(ChunkContent.KindControls, MaxNumberBytes + (control.Kind.Length * MaxUtf8BytesPerChar));
        bytes.Text(control.Kind);
        bytes.Byte(control.IsPaused ? (byte)1 : (byte)0);
        bytes.Byte((byte)control.Breaker);
        bytes.Varint((ulong)control.OpenUntil);
        bytes.Guid(control.Probe.Value);
        bytes.Count(control.Consecutive);
        bytes.Varint(control.Outcomes);
        bytes.Count(control.OutcomeCount);
    }

    public static void ReadAll(ref ByteReader reader, KindControls controls)
    {
        while (reader.Remaining > 0)
        {
            var control = new KindControl(reader.Text());
            byte isPaused = reader.Byte();
            control.IsPaused = isPaused == 1;
            control.Breaker = Breaker(ref reader);
            control.OpenUntil = StoredTime.Checked(reader.LongNatural());
            control.Probe = new TaskId(reader.Guid());
            control.Consecutive = reader.Natural();
            control.Outcomes = reader.Varint();
            control.OutcomeCount = reader.Natural();
            if (isPaused > 1 || control.OutcomeCount > MaxOutcomes || !control.IsNeeded || controls.Find(control.Kind) is not null)
            {
                throw new CorruptQueueDataException($"The snapshot's record of the kind '{control.Kind}' cannot be right.");
            }

            controls.Add(control);
        }
    }

    public static BreakerState Breaker(ref ByteReader reader)
    {
        var value = (BreakerState)reader.Byte();
        return value is >= BreakerState.Closed and <= BreakerState.HalfOpen
            ? value
            : throw new CorruptQueueDataException($"{(byte)value} is not a breaker's state.");
    }
}
