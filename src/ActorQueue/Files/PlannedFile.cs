using ActorQueue.Contracts;

namespace ActorQueue.Files;

/// <summary>A file of a run, and what is known of its task. Written by its <see cref="FileRun"/> alone.</summary>
internal sealed class PlannedFile(int index, FileTask file, long? sizeBytes, bool isLarge)
{
    public int Index { get; } = index;

    public FileTask File { get; } = file;

    public long? SizeBytes { get; } = sizeBytes;

    public bool IsLarge { get; } = isLarge;

    /// <summary>Its task; null until that is about to be submitted.</summary>
    public TaskId? Id { get; set; } = file.SubmittedAs;

    /// <summary>Whether the queue has said that it has the task.</summary>
    public bool IsAccepted { get; set; } = file.SubmittedAs is not null;

    /// <summary>Whether nothing more is to be waited for: it has its result, or was given up.</summary>
    public bool IsOver { get; set; }

    public FileTaskResult? Result { get; set; }
}
