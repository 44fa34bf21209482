using System.Globalization;
using System.Text;
using ActorQueue.Contracts;

namespace ActorQueue.Cli.Output;

/// <summary>Tasks as CSV (RFC 4180), a line each.</summary>
internal static class TaskCsv
{
    public const string Header = "id,kind,name,status,priority,attempts,workerId,createdAt,startedAt,completedAt,errorCode,errorMessage,result";

    public static string Line(TaskView task) => string.Join(',', Fields(task).Select(Quote));

    private static string?[] Fields(TaskView task) =>
    [
        task.Id.ToString(), task.Kind, task.Name, task.Status.ToWord(), task.Priority.ToString(CultureInfo.InvariantCulture),
        task.Attempts.ToString(CultureInfo.InvariantCulture), task.WorkerId, Time(task.CreatedAt), Time(task.StartedAt), Time(task.CompletedAt),
        task.Error?.Code, task.Error?.Message, task.Result is { } result ? Encoding.UTF8.GetString(result.Span) : null,
    ];

    private static string? Time(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);

    private static string Quote(string? field) =>
        field is not null && field.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field ?? "";
}
