using System.Text;
using ActorQueue.Contracts;
using Dapper;

namespace ActorQueue.History;

/// <summary>A filter as a condition on <c>task_history</c>. Only names of columns stand in the text; every value is a parameter.</summary>
internal sealed class HistoryFilter
{
    private readonly StringBuilder _condition = new("queue = @Queue");

    public HistoryFilter(string queue, TaskFilter? filter, QueueTaskStatus? status = null, string? kind = null)
    {
        Parameters.Add("Queue", queue);
        And("status = @Status", "Status", status?.ToWord());
        And("kind = @OnlyKind", "OnlyKind", kind);
        if (filter is not null)
        {
            Add(filter);
        }
    }

    public string Condition => _condition.ToString();

    public DynamicParameters Parameters { get; } = new();

    /// <summary>Adds a condition with its one parameter, unless there is no value.</summary>
    public HistoryFilter And(string condition, string parameter, object? value)
    {
        if (value is not null)
        {
            _condition.Append(" AND ").Append(condition);
            Parameters.Add(parameter, value);
        }

        return this;
    }

    private void Add(TaskFilter filter)
    {
        if (filter.Statuses.Count > 0)
        {
            And("status IN @Statuses", "Statuses", filter.Statuses.Select(status => status.ToWord()).ToArray());
        }

        And("kind = @Kind", "Kind", filter.Kind);
        And("priority >= @MinPriority", "MinPriority", filter.MinPriority);
        And("priority <= @MaxPriority", "MaxPriority", filter.MaxPriority);
        And("instr(char(10) || tags || char(10), char(10) || @Tag || char(10)) > 0", "Tag", filter.Tag);
        And("batch_id = @BatchId", "BatchId", HistoryRow.Key(filter.BatchId?.Value));
        And("error_code = @ErrorCode", "ErrorCode", filter.ErrorCode);
        And("instr(lower(error_message), lower(@ErrorContains)) > 0", "ErrorContains", filter.ErrorContains);

        // The tables have milliseconds, and bounds are cut to them as the times were.
        And("created_at >= @CreatedAfter", "CreatedAfter", Milliseconds(filter.CreatedAfter));
        And("created_at < @CreatedBefore", "CreatedBefore", Milliseconds(filter.CreatedBefore));
        And("completed_at >= @EndedAfter", "EndedAfter", Milliseconds(filter.EndedAfter));
        And("completed_at < @EndedBefore", "EndedBefore", Milliseconds(filter.EndedBefore));
    }

    private static long? Milliseconds(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();
}
