using System.Text.Json.Serialization;
using ActorQueue.Contracts.Json;

namespace ActorQueue.Contracts;

/// <summary>Which end of a task is meant by a dependency or a follow-up. A file format.</summary>
[JsonConverter(typeof(DependencyConditionJsonConverter))]
public enum DependencyCondition : byte
{
    /// <summary>Reserved: a zeroed field is no condition.</summary>
    None = 0,

    /// <summary>It completed.</summary>
    Success = 1,

    /// <summary>It ended without success: failed for good, or cancelled.</summary>
    Failure = 2,

    /// <summary>It ended, in whichever way.</summary>
    End = 3,
}

/// <summary>What becomes of a task when a task that it waits for did not end as required. A file format.</summary>
public enum DependencyFailurePolicy : byte
{
    /// <summary>Reserved: a zeroed field is no policy.</summary>
    None = 0,

    /// <summary>It fails for good with <see cref="ErrorCodes.DependencyFailed"/>; the default.</summary>
    Fail = 1,

    /// <summary>It is cancelled.</summary>
    Cancel = 2,

    /// <summary>It runs all the same, once all the others have ended too.</summary>
    Run = 3,
}

/// <summary>One task that another waits for.</summary>
/// <param name="Id">The task to wait for: one that the queue knows, or one of the same submit.</param>
/// <param name="On">How it must end.</param>
public sealed record TaskDependency(
    [property: JsonConverter(typeof(TaskIdJsonConverter))] TaskId Id, DependencyCondition On = DependencyCondition.Success);

/// <summary>Whether a task's end is the one that is meant.</summary>
public static class DependencyConditions
{
    /// <summary>Whether a task that ended with this final status meets the condition.</summary>
    public static bool IsMetBy(this DependencyCondition condition, QueueTaskStatus status) => condition switch
    {
        DependencyCondition.Success => status == QueueTaskStatus.Completed,
        DependencyCondition.Failure => status is QueueTaskStatus.Failed or QueueTaskStatus.Cancelled,
        DependencyCondition.End => status.IsFinal(),
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "Not a condition."),
    };

    /// <summary>The condition's word: success, failure, end.</summary>
    public static string ToWord(this DependencyCondition condition) => condition switch
    {
        DependencyCondition.Success => "success",
        DependencyCondition.Failure => "failure",
        DependencyCondition.End => "end",
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "Not a condition."),
    };

    /// <summary>Reads a condition's word in any case.</summary>
    public static bool TryParse(string? word, out DependencyCondition condition)
    {
        condition = word?.ToUpperInvariant() switch
        {
            "SUCCESS" => DependencyCondition.Success,
            "FAILURE" => DependencyCondition.Failure,
            "END" => DependencyCondition.End,
            _ => DependencyCondition.None,
        };
        return condition != DependencyCondition.None;
    }
}
