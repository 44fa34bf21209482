using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ActorQueue.Contracts;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Codec;

/// <summary>
/// Puts the records of a snapshot's chunks back into an empty state and refuses what no state could have written.
/// </summary>
internal sealed class TaskRecordReader(QueueState state)
{
    private const TaskMarks KnownMarks = TaskMarks.Suspect | TaskMarks.CancelRequested | TaskMarks.Alone | TaskMarks.PauseRequested | TaskMarks.Lost;
    private readonly Dictionary<string, WorkerEntry> _idleWorkers = new(StringComparer.Ordinal);
    private readonly List<int> _finished = [];
    private readonly DependencyRecordReader _dependencies = new(state);
    private long _newestSequence;

    /// <summary>Makes room for the tasks that the manifest names, as far as the chunks can hold so many.</summary>
    public void Reserve(long tasks, long chunkBytes) =>
        state.Index.Reserve((int)Math.Min(tasks, chunkBytes / TaskRecord.MinBytes));

    public void ReadChunk(ReadOnlySpan<byte> chunk)
    {
        var reader = new ByteReader(chunk);
        byte version = reader.Byte();
        if (version != StateCodec.Version)
        {
            throw new CorruptQueueDataException(
                $"A snapshot chunk has the format version {version}; this build reads {StateCodec.Version}.");
        }

        var content = (ChunkContent)reader.Byte();
        switch (content)
        {
            case ChunkContent.Tasks:
                ReadTasks(ref reader);
                break;
            case ChunkContent.RememberedIds:
                ReadRemembered(ref reader);
                break;
            case ChunkContent.GroupMeters:
                GroupMetersCodec.Read(ref reader, state.Groups);
                break;
            case ChunkContent.GroupTimes:
                GroupTimesCodec.Read(ref reader, state.Groups);
                break;
            case ChunkContent.DedupKeys:
                DedupCodec.ReadKeys(ref reader, state.DedupKeys);
                break;
            case ChunkContent.KindControls:
                KindControlRecord.ReadAll(ref reader, state.Kinds.Controls);
                break;
            case ChunkContent.Schedules:
                ScheduleCodec.ReadAll(ref reader, state.Schedules);
                break;
            case ChunkContent.Batches:
                BatchRecord.Read(ref reader, state);
                break;
            case ChunkContent.Admission:
                AdmissionRecords.Read(ref reader, state);
                break;
            case ChunkContent.Workers:
                WorkerCodec.ReadAll(ref reader, state.Registry);
                break;
            default:
                throw new CorruptQueueDataException($"A snapshot chunk has the unknown content {(byte)content}.");
        }
    }

    /// <summary>Restores the order in which tasks finished, and checks that all records were there.</summary>
    public void Finish(long tasks, long remembered)
    {
        if (state.LiveCount != tasks || state.RememberedCount != remembered)
        {
            throw new CorruptQueueDataException(
                $"The snapshot holds {state.LiveCount} tasks and {state.RememberedCount} ids; "
                + $"its manifest says {tasks} and {remembered}.");
        }

        _dependencies.Finish();
        BatchRecord.Finish(state);
        _finished.Sort((left, right) => state.Slots[left].FinishedPosition.CompareTo(state.Slots[right].FinishedPosition));
        foreach (int slot in _finished)
        {
            state.EnterIndex(slot);
        }
    }

    private void ReadTasks(ref ByteReader reader)
    {
        var texts = new StringTableReader();
        long sequence = 0;
        long time = 0;
        while (reader.Remaining > 0)
        {
            var id = new TaskId(reader.Guid());
            Require(id.IsValid && state.FindLive(id) == SlotStore.None, $"task id {id} is not valid or stands there twice");
            int slot = state.Slots.Allocate();
            ref var task = ref state.Slots[slot];
            task.Id = id;
            var status = Status(ref reader);
            task.Marks = (TaskMarks)reader.Byte();
            Require((task.Marks & ~KnownMarks) == TaskMarks.None, $"task {id} has unknown marks");
            var parts = (RecordParts)reader.Natural();
            Require((parts & ~RecordParts.All) == RecordParts.None, $"task {id} has unknown parts");
            sequence += reader.LongNatural();
            time = StoredTime.Checked(unchecked(time + reader.Signed()));
            Require(sequence > _newestSequence && sequence <= state.Position, $"task {id} has the sequence {sequence}");
            task.Sequence = _newestSequence = sequence;
            task.AcceptedAt = time;
            task.Kind = state.Kinds.Enter(texts.Read(ref reader));
            task.Priority = reader.Int32();
            task.Body = new TaskBody(reader.Bytes().ToArray());
            task.Body.Check();
            TaskAdmission.Enter(state, ref task);
            ReadParts(ref reader, texts, ref task, parts, status);
            bool waits = (parts & RecordParts.Dependencies) != RecordParts.None;
            Require(waits || status != QueueTaskStatus.Blocked, $"task {id} is blocked by nothing");
            if (waits)
            {
                Require(!status.IsFinal() && status != QueueTaskStatus.Processing, $"task {id} is {status} and waits for others");
                _dependencies.Read(ref reader, slot);
            }

            Place(slot, status);
            BatchRecord.EnterMember(state, slot);
        }
    }

    private void ReadParts(
        ref ByteReader reader, StringTableReader texts, ref TaskSlot task, RecordParts parts, QueueTaskStatus status)
    {
        if ((parts & RecordParts.WakeAt) != RecordParts.None)
        {
            task.WakeAt = Time(ref reader);
        }

        if ((parts & RecordParts.Attempts) != RecordParts.None)
        {
            task.Attempt = reader.Natural();
            task.Failures = reader.UInt16();
            task.Released = reader.UInt16();
            task.Crashes = reader.UInt16();
            task.FirstStartedAt = Time(ref reader);
            task.StartedAt = Time(ref reader);
        }

        if ((parts & RecordParts.End) != RecordParts.None)
        {
            task.FinishedPosition = reader.LongNatural();
        }

        bool isProcessing = status == QueueTaskStatus.Processing;
        bool hasWorker = (parts & RecordParts.Worker) != RecordParts.None;
        Require(hasWorker || !isProcessing, $"task {task.Id} runs without a worker");
        Require(status.IsFinal() == (task.FinishedPosition > 0) && task.FinishedPosition <= state.Position,
            $"task {task.Id} is {status} with the final position {task.FinishedPosition}");
        if (hasWorker)
        {
            string worker = texts.Read(ref reader);
            task.Worker = isProcessing ? state.Workers.Begin(worker, task.IsAlone) : IdleWorker(worker);
        }

        if ((parts & RecordParts.Error) != RecordParts.None)
        {
            task.Error = new TaskError(reader.Text(), reader.Text());
        }

        if ((parts & RecordParts.Result) != RecordParts.None)
        {
            task.Result = reader.Bytes().ToArray();
        }

        ControlRecord.Read(ref reader, ref task, parts);
        Require(ControlRecord.IsSound(task.Extras, status), $"task {task.Id} is {status} and paused from {task.Extras?.PausedFrom}");
    }

    private void Place(int slot, QueueTaskStatus status)
    {
        ref var task = ref state.Slots[slot];
        state.SetStatus(ref task, status);
        state.AddBytes(task.Body.Length + (task.Result?.Length ?? 0) + (task.Extras?.Checkpoint?.Length ?? 0));
        state.Index.Add(task.Id, slot);
        state.ByAge.Append(slot);
        if (status.IsFinal())
        {
            _finished.Add(slot);
        }
        else
        {
            state.EnterIndex(slot);
        }
    }

    private void ReadRemembered(ref ByteReader reader)
    {
        long time = 0;
        while (reader.Remaining > 0)
        {
            var id = new TaskId(reader.Guid());
            var status = Status(ref reader);
            time = StoredTime.Checked(unchecked(time + reader.Signed()));
            Require(id.IsValid && status.IsFinal() && state.Remembered.StatusOf(id) == QueueTaskStatus.None,
                $"the remembered id {id} is not valid, not final or stands there twice");
            state.Remembered.Add(id, time, status);
        }
    }

    private WorkerEntry IdleWorker(string id)
    {
        if (!_idleWorkers.TryGetValue(id, out var worker))
        {
            worker = new WorkerEntry(id);
            _idleWorkers.Add(id, worker);
        }

        return worker;
    }

    private static long Time(ref ByteReader reader) => StoredTime.Checked(reader.LongNatural());

    private static QueueTaskStatus Status(ref ByteReader reader)
    {
        var status = (QueueTaskStatus)reader.Byte();
        Require(status is >= QueueTaskStatus.Pending and <= QueueTaskStatus.Cancelled, $"{(byte)status} is not a status");
        return status;
    }

    private static void Require(
        [DoesNotReturnIf(false)] bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] Problem problem)
    {
        if (!holds)
        {
            throw new CorruptQueueDataException("The snapshot cannot be right: " + problem.Text + ".");
        }
    }

    /// <summary>A sentence that is put together only when it is needed: these checks run for every record.</summary>
    [InterpolatedStringHandler]
    private ref struct Problem
    {
        private DefaultInterpolatedStringHandler _text;

        public Problem(int literalLength, int formattedCount, bool holds, out bool isNeeded)
        {
            isNeeded = !holds;
            _text = holds ? default : new DefaultInterpolatedStringHandler(literalLength, formattedCount);
        }

        public string Text => _text.ToStringAndClear();

        public void AppendLiteral(string text) => _text.AppendLiteral(text);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);
    }
}
