using System.Text.Json;
using ActorQueue.Cli.Discovery;
using ActorQueue.Contracts;

namespace ActorQueue.Cli.Output;

/// <summary>What became of one file in this run.</summary>
/// <param name="TaskId">The task that measured it; null when a run was interrupted before it had one.</param>
/// <param name="Result">The report as JSON, when completed.</param>
/// <param name="IsCached">Answered from an earlier run, without a task in this one.</param>
internal sealed record FileOutcome(
    FilePath Path, TaskId? TaskId, QueueTaskStatus Status, int Attempts, TaskError? Error, JsonElement? Result, bool IsCached = false)
{
    /// <summary>A number of the report; null when it is undefined for this audio or not measured.</summary>
    public double? Number(string name) =>
        Result is { ValueKind: JsonValueKind.Object } result && result.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : null;

    /// <summary>A word of the report.</summary>
    public string? Word(string name) =>
        Result is { ValueKind: JsonValueKind.Object } result && result.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
