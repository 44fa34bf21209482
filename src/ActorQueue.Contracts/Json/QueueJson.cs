using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorQueue.Contracts.Json;

/// <summary>
/// Source-generated JSON of what the outside sees: camelCase names, statuses as words, results inline.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = false)]
[JsonSerializable(typeof(TaskView))]
[JsonSerializable(typeof(TaskPage))]
[JsonSerializable(typeof(QueueStatistics))]
[JsonSerializable(typeof(QueueHealth))]
[JsonSerializable(typeof(BatchView))]
[JsonSerializable(typeof(BatchPage))]
[JsonSerializable(typeof(WorkerView))]
[JsonSerializable(typeof(IReadOnlyList<WorkerView>))]
[JsonSerializable(typeof(ScheduleView))]
[JsonSerializable(typeof(IReadOnlyList<ScheduleView>))]
[JsonSerializable(typeof(IReadOnlyList<TaskView>))]
[JsonSerializable(typeof(IReadOnlyList<AttemptError>))]
public sealed partial class QueueJson : JsonSerializerContext
{
    /// <summary>The same types, indented for people.</summary>
    public static QueueJson Indented { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
    });
}
