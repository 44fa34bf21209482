using System.Runtime.InteropServices;
using ActorQueue.Cli.Discovery;
using ActorQueue.Cli.Output;
using ActorQueue.Contracts;

namespace ActorQueue.Cli.Display;

/// <summary>One file that a worker is busy with.</summary>
/// <param name="Fraction">Done part, 0 to 1; null when the file doesn't say how long it is.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RunningFile(int Slot, FilePath Path, int Attempt, double? Fraction, TimeSpan Elapsed);

/// <summary>How a run stands at one moment.</summary>
internal sealed record RunSnapshot
{
    public required int Total { get; init; }
    public required int Completed { get; init; }
    public required int Cached { get; init; }
    public required int Failed { get; init; }
    public required int Retries { get; init; }
    public required int WaitingForRetry { get; init; }
    public required IReadOnlyList<RunningFile> Running { get; init; }
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Files finished a second by work, cached answers aside; null before the first.</summary>
    public required double? FilesPerSecond { get; init; }

    /// <summary>Time left; null until enough is known.</summary>
    public required TimeSpan? Remaining { get; init; }

    public int Finished => Completed + Failed;
}

/// <summary>
/// Keeps count of a run for whoever draws it. Knows no terminal and no queue. One thread reports, another draws, so a lock guards all of it.
/// </summary>
internal sealed class RunProgress(TimeProvider time)
{
    // Nobody believes a longer one.
    private static readonly TimeSpan LongestEstimate = TimeSpan.FromDays(1);

    // No file ended and none came further for so long: what was fast before says nothing about what is left.
    private static readonly TimeSpan Stalled = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<TaskId, Work> _work = [];
    private readonly SortedSet<int> _freeSlots = [];
    private readonly long _startedAt = time.GetTimestamp();
    private long _lastMovedAt = time.GetTimestamp();
    private long? _firstStartAt;
    private int _slots;
    private int _total;
    private int _completed;
    private int _cached;
    private int _failed;
    private int _retries;
    private int _worked;
    private long _remainingBytes;
    private double _workedBytes;

    public void Begin(IEnumerable<AudioFile> files)
    {
        lock (_gate)
        {
            foreach (var file in files)
            {
                _total++;
                _remainingBytes += file.Facts.SizeBytes;
            }
        }
    }

    /// <summary>A file has a task.</summary>
    public void Assign(TaskId id, AudioFile file)
    {
        lock (_gate)
        {
            _work[id] = new Work(file);
        }
    }

    public void Started(TaskId id, int attempt)
    {
        lock (_gate)
        {
            if (_work.TryGetValue(id, out var work))
            {
                _firstStartAt ??= time.GetTimestamp();
                Release(work);
                work.Attempt = attempt;
                work.Fraction = null;
                work.IsWaitingForRetry = false;
                work.StartedAt = time.GetTimestamp();
                work.Slot = TakeSlot();
            }
        }
    }

    public void Progressed(TaskId id, double? fraction)
    {
        lock (_gate)
        {
            if (_work.TryGetValue(id, out var work) && work.Slot > 0)
            {
                if (fraction != work.Fraction)
                {
                    _lastMovedAt = time.GetTimestamp();
                }

                work.Fraction = fraction;
            }
        }
    }

    public void Retrying(TaskId id)
    {
        lock (_gate)
        {
            if (_work.TryGetValue(id, out var work))
            {
                _retries++;
                Release(work);
                work.IsWaitingForRetry = true;
            }
        }
    }

    /// <summary>The attempt was handed back; the task waits again.</summary>
    public void Returned(TaskId id)
    {
        lock (_gate)
        {
            if (_work.TryGetValue(id, out var work))
            {
                Release(work);
            }
        }
    }

    public void Finished(FileOutcome outcome, AudioFile file)
    {
        lock (_gate)
        {
            _lastMovedAt = time.GetTimestamp();
            _remainingBytes -= file.Facts.SizeBytes;
            if (outcome.Status == QueueTaskStatus.Completed)
            {
                _completed++;
            }
            else
            {
                _failed++;
            }

            if (outcome.IsCached)
            {
                _cached++;
            }
            else
            {
                _worked++;
                _workedBytes += file.Facts.SizeBytes;
            }

            if (outcome.TaskId is { } id && _work.Remove(id, out var work))
            {
                Release(work);
            }
        }
    }

    public RunSnapshot Snapshot()
    {
        lock (_gate)
        {
            var working = _firstStartAt is { } first ? time.GetElapsedTime(first) : TimeSpan.Zero;
            return new RunSnapshot
            {
                Total = _total,
                Completed = _completed,
                Cached = _cached,
                Failed = _failed,
                Retries = _retries,
                WaitingForRetry = _work.Values.Count(work => work.IsWaitingForRetry),
                Running = [.. _work.Values.Where(work => work.Slot > 0).OrderBy(work => work.Slot).Select(Describe)],
                Elapsed = time.GetElapsedTime(_startedAt),
                FilesPerSecond = _worked > 0 && working > TimeSpan.Zero ? _worked / working.TotalSeconds : null,
                Remaining = EstimateRemaining(working),
            };
        }
    }

    /// <summary>By bytes, not by files: an album of long pieces after short ones would make the clock run backwards.</summary>
    private TimeSpan? EstimateRemaining(TimeSpan working)
    {
        if (_total == _completed + _failed)
        {
            return TimeSpan.Zero;
        }

        // What waits for a retry takes as long as its backoff, which no rate tells.
        if (_work.Values.All(work => work.IsWaitingForRetry))
        {
            return null;
        }

        var partly = _work.Values.Sum(work => (work.Fraction ?? 0) * work.File.Facts.SizeBytes);
        var done = _workedBytes + partly;
        if (done <= 0 || working <= TimeSpan.FromSeconds(1) || time.GetElapsedTime(_lastMovedAt) > Stalled)
        {
            return null;
        }

        var seconds = Math.Max(0, _remainingBytes - partly) / done * working.TotalSeconds;
        return seconds <= LongestEstimate.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    private RunningFile Describe(Work work) => new(work.Slot, work.File.Path, work.Attempt, work.Fraction, time.GetElapsedTime(work.StartedAt));

    private int TakeSlot()
    {
        if (_freeSlots.Count == 0)
        {
            return ++_slots;
        }

        var slot = _freeSlots.Min;
        _freeSlots.Remove(slot);
        return slot;
    }

    private void Release(Work work)
    {
        if (work.Slot > 0)
        {
            _freeSlots.Add(work.Slot);
            work.Slot = 0;
            work.Fraction = null;
        }
    }

    private sealed class Work(AudioFile file)
    {
        public AudioFile File { get; } = file;
        public int Slot { get; set; }
        public int Attempt { get; set; }
        public double? Fraction { get; set; }
        public long StartedAt { get; set; }
        public bool IsWaitingForRetry { get; set; }
    }
}
