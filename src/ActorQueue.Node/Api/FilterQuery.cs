using ActorQueue.Contracts;

namespace ActorQueue.Node.Api;

/// <summary>A <see cref="TaskFilter"/> as a query string says it; several statuses are parted by commas.</summary>
internal sealed record FilterQuery
{
    public string? Status { get; init; }

    public string? Kind { get; init; }

    public int? MinPriority { get; init; }

    public int? MaxPriority { get; init; }

    public string? Tag { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorContains { get; init; }

    public DateTimeOffset? CreatedAfter { get; init; }

    public DateTimeOffset? CreatedBefore { get; init; }

    public DateTimeOffset? EndedAfter { get; init; }

    public DateTimeOffset? EndedBefore { get; init; }

    /// <summary>The filter, and everything that is wrong with it.</summary>
    public (TaskFilter Filter, IReadOnlyList<string> Problems) Read()
    {
        List<QueueTaskStatus> statuses = [];
        List<string> problems = [];
        foreach (var word in Status?.Split(',') ?? [])
        {
            if (QueueTaskStatusWords.TryParse(word, out var status))
            {
                statuses.Add(status);
            }
            else
            {
                problems.Add($"status: '{word}' is none of {string.Join(", ", QueueTaskStatusWords.All.Select(known => known.ToWord()))}");
            }
        }

        var filter = new TaskFilter
        {
            Statuses = statuses,
            Kind = Kind,
            MinPriority = MinPriority,
            MaxPriority = MaxPriority,
            Tag = Tag,
            ErrorCode = ErrorCode,
            ErrorContains = ErrorContains,
            CreatedAfter = CreatedAfter,
            CreatedBefore = CreatedBefore,
            EndedAfter = EndedAfter,
            EndedBefore = EndedBefore,
        };
        return (filter, problems);
    }
}
