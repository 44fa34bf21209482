using ActorQueue.Contracts;
using ActorQueue.Core.Schedules;

namespace ActorQueue.Core.State;

/// <summary>One schedule and where it stands.</summary>
internal sealed class ScheduleEntry(ScheduleDefinition definition)
{
    public ScheduleDefinition Definition { get; set; } = definition;

    public string Id => Definition.Id;

    /// <summary>
    /// The time after which <see cref="NextAt"/> was looked for. From it, the next occurrence can be looked for anew when
    /// the time zone's rules have changed.
    /// </summary>
    public DateTimeOffset After { get; set; }

    /// <summary>The next occurrence; null while paused and when none is left.</summary>
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>An occurrence that could not be enqueued is tried again at this time.</summary>
    public DateTimeOffset? RetryAt { get; set; }

    /// <summary>Why it could not.</summary>
    public string? Problem { get; set; }

    public bool IsPaused { get; set; }

    public DateTimeOffset? LastAt { get; set; }

    public TaskId? LastTaskId { get; set; }

    public long Fired { get; set; }

    public long Skipped { get; set; }

    /// <summary>When something is to be done about it.</summary>
    public DateTimeOffset? DueAt => NextAt is null ? null : RetryAt ?? NextAt;
}

/// <summary>All schedules, by id and by the time at which something is to be done about them.</summary>
internal sealed class ScheduleTable
{
    private readonly SortedDictionary<string, ScheduleEntry> _byId = new(StringComparer.Ordinal);
    private readonly SortedSet<(long DueTicks, string Id)> _byDue = new(DueOrder.Instance);

    public int Count => _byId.Count;

    /// <summary>By id.</summary>
    public IEnumerable<ScheduleEntry> All => _byId.Values;

    public ScheduleEntry? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>When the first is due; null when none is.</summary>
    public DateTimeOffset? FirstDueAt => _byDue.Count == 0 ? null : new DateTimeOffset(_byDue.Min.DueTicks, TimeSpan.Zero);

    /// <summary>Those that are due at a time, the earliest first, by id among equals.</summary>
    public IReadOnlyList<string> DueAt(DateTimeOffset time) =>
        [.. _byDue.TakeWhile(due => due.DueTicks <= time.UtcTicks).Select(due => due.Id)];

    public void Add(ScheduleEntry entry)
    {
        _byId.Add(entry.Id, entry);
        EnterDue(entry);
    }

    public void Remove(ScheduleEntry entry)
    {
        LeaveDue(entry);
        _byId.Remove(entry.Id);
    }

    /// <summary>Changes an entry; its place among the due ones follows.</summary>
    public void Change(ScheduleEntry entry, Action<ScheduleEntry> change)
    {
        LeaveDue(entry);
        change(entry);
        EnterDue(entry);
    }

    private void EnterDue(ScheduleEntry entry)
    {
        if (entry.DueAt is { } dueAt)
        {
            _byDue.Add((dueAt.UtcTicks, entry.Id));
        }
    }

    private void LeaveDue(ScheduleEntry entry)
    {
        if (entry.DueAt is { } dueAt)
        {
            _byDue.Remove((dueAt.UtcTicks, entry.Id));
        }
    }

    private sealed class DueOrder : IComparer<(long DueTicks, string Id)>
    {
        public static DueOrder Instance { get; } = new();

        public int Compare((long DueTicks, string Id) left, (long DueTicks, string Id) right) =>
            left.DueTicks != right.DueTicks ? left.DueTicks.CompareTo(right.DueTicks) : string.CompareOrdinal(left.Id, right.Id);
    }
}
