using ActorQueue.Contracts;

namespace ActorQueue.Files;

/// <summary>What became of one file.</summary>
/// <param name="Path">The file as it was named.</param>
/// <param name="Id">Its task; of work without the queue an id that the queue does not know.</param>
/// <param name="Status">Completed, failed or cancelled.</param>
/// <param name="Error">Why it did not complete.</param>
/// <param name="Result">What its processor left.</param>
/// <param name="IsLarge">Whether it was taken for a large file.</param>
/// <param name="IsDirect">Whether it was worked on without the queue.</param>
public sealed record FileTaskResult(string Path, TaskId Id, QueueTaskStatus Status, TaskError? Error, ReadOnlyMemory<byte>? Result, bool IsLarge, bool IsDirect)
{
    /// <summary>How often it was tried; 0 when its task was refused.</summary>
    public int Attempts { get; init; }
}
