using ActorQueue.Contracts;
using ActorQueue.Isolation;
using ActorQueue.Processors;

namespace ActorQueue.Tests.Isolation;

/// <summary>An attempt on its way to a worker process.</summary>
public sealed class AttemptFrameTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Everything_that_a_processor_sees_of_its_attempt_arrives(bool hasCheckpoint)
    {
        var sent = new TaskContext(TaskId.New(TimeProvider.System), "kind", "a name", 3, "payload"u8.ToArray(), "text/plain")
        {
            Run = 2,
            OutOfMemoryCount = 1,
            ParentId = TaskId.New(TimeProvider.System),
            ParentBatchId = BatchId.New(TimeProvider.System),
            Checkpoint = hasCheckpoint ? "half"u8.ToArray() : default(ReadOnlyMemory<byte>?),
        };

        var frame = AttemptFrame.Of(sent, new WorkerProcessBounds(1, MaxResultBytes: 100, MaxCheckpointBytes: 10));
        var header = WorkerJson.Header(frame, WorkerJson.Default.AttemptHeader);
        var seen = AttemptFrame.ToContext(header, frame.Content, _ => { }, (_, _) => Task.CompletedTask);

        (seen.Id, seen.Kind, seen.Name, seen.Attempt, seen.ContentType).ShouldBe((sent.Id, sent.Kind, sent.Name, sent.Attempt, sent.ContentType));
        (seen.Run, seen.OutOfMemoryCount, seen.ParentId, seen.ParentBatchId).ShouldBe((2, 1, sent.ParentId, sent.ParentBatchId));
        seen.Payload.ToArray().ShouldBe("payload"u8.ToArray());
        (seen.Checkpoint?.ToArray()).ShouldBe(hasCheckpoint ? "half"u8.ToArray() : null);
        (header.MaxResultBytes, header.MaxCheckpointBytes).ShouldBe((100, 10));
    }
}
