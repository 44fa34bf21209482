using System.Globalization;

namespace ActorQueue.Contracts;

/// <summary>
/// Where a task stands in a sorted listing: the sorted value and then the id, so that no two are equal and a page can go
/// on after the last one of the page before, whatever has come and gone meanwhile.
/// </summary>
/// <param name="Value">The value sorted by; times in Unix milliseconds, −1 for none.</param>
/// <param name="Id">The task.</param>
public readonly record struct TaskSortKey(long Value, TaskId Id) : IComparable<TaskSortKey>
{
    private const string Prefix = "sorted:";

    /// <summary>A task's place under a sort.</summary>
    public static TaskSortKey Of(TaskSort sort, TaskView task)
    {
        ArgumentNullException.ThrowIfNull(task);
        long value = sort switch
        {
            TaskSort.Created => task.CreatedAt.ToUnixTimeMilliseconds(),
            TaskSort.Ended => task.CompletedAt?.ToUnixTimeMilliseconds() ?? -1,
            TaskSort.Priority => task.Priority,
            TaskSort.Attempts => task.Attempts,
            _ => throw new ArgumentOutOfRangeException(nameof(sort), sort, "Not a sort."),
        };
        return new TaskSortKey(value, task.Id);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="ArgumentException">The text is no such key.</exception>
    public static TaskSortKey Parse(string cursor)
    {
        ArgumentNullException.ThrowIfNull(cursor);
        string[] parts = cursor.StartsWith(Prefix, StringComparison.Ordinal) ? cursor[Prefix.Length..].Split(':') : [];
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            && TaskId.TryParse(parts[1], out var id)
            ? new TaskSortKey(value, id)
            : throw new ArgumentException($"'{cursor}' is not a cursor of a sorted listing.", nameof(cursor));
    }

    /// <inheritdoc />
    public int CompareTo(TaskSortKey other) =>
        Value != other.Value ? Value.CompareTo(other.Value) : Id.Value.CompareTo(other.Id.Value);

    /// <summary>The key as a page's cursor.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Value}:{Id}");

    /// <summary>Whether the left one comes first.</summary>
    public static bool operator <(TaskSortKey left, TaskSortKey right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one comes last.</summary>
    public static bool operator >(TaskSortKey left, TaskSortKey right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one does not come last.</summary>
    public static bool operator <=(TaskSortKey left, TaskSortKey right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one does not come first.</summary>
    public static bool operator >=(TaskSortKey left, TaskSortKey right) => left.CompareTo(right) >= 0;
}
