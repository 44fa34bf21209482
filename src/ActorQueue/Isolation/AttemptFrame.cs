using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Isolation;

/// <summary>An attempt as one frame: the checkpoint of an earlier one, if there is any, and then the payload.</summary>
internal static class AttemptFrame
{
    public static WorkerFrame Of(TaskContext context, WorkerProcessBounds bounds)
    {
        var header = new AttemptHeader(context.Id.ToString(), context.Kind, context.Name, context.Attempt, context.ContentType, bounds.MaxResultBytes)
        {
            MaxCheckpointBytes = bounds.MaxCheckpointBytes,
            CheckpointBytes = context.Checkpoint?.Length,
            Queue = context.Queue,
            Run = context.Run,
            OutOfMemoryCount = context.OutOfMemoryCount,
            ParentId = context.ParentId?.ToString(),
            ParentBatchId = context.ParentBatchId?.Value.ToString(),
        };
        var content = context.Checkpoint is { } checkpoint ? (ReadOnlyMemory<byte>)(byte[])[.. checkpoint.Span, .. context.Payload.Span] : context.Payload;
        return WorkerJson.Frame(FrameKind.Run, header, WorkerJson.Default.AttemptHeader, content);
    }

    /// <summary>The attempt as its processor sees it.</summary>
    /// <exception cref="InvalidDataException">The checkpoint is longer than the content.</exception>
    public static TaskContext ToContext(
        AttemptHeader header, ReadOnlyMemory<byte> content, Action<TaskProgress> reportProgress, Func<ReadOnlyMemory<byte>, CancellationToken, Task> saveCheckpoint)
    {
        var checkpointBytes = header.CheckpointBytes ?? 0;
        if (checkpointBytes < 0 || checkpointBytes > content.Length)
        {
            throw new InvalidDataException($"a checkpoint of {checkpointBytes} bytes does not fit a content of {content.Length}");
        }

        return new TaskContext(TaskId.Parse(header.Id), header.Kind, header.Name, header.Attempt, content[checkpointBytes..], header.ContentType, reportProgress)
        {
            Queue = header.Queue,
            Run = header.Run,
            OutOfMemoryCount = header.OutOfMemoryCount,
            ParentId = header.ParentId is { } parent ? TaskId.Parse(parent) : null,
            ParentBatchId = header.ParentBatchId is { } batch ? new BatchId(TaskId.Parse(batch).Value) : null,

            // A bare null would convert to an empty array of bytes, which is a checkpoint; this is none.
            Checkpoint = header.CheckpointBytes is null ? default(ReadOnlyMemory<byte>?) : content[..checkpointBytes],
            SaveCheckpoint = saveCheckpoint,
        };
    }
}
