using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Benchmarks;

/// <summary>The task of these benchmarks: nothing to do, with a payload as small as most are.</summary>
internal static class NoOpTasks
{
    public const string Kind = "no-op";
    private static readonly byte[] Payload = """{"path":"/music/a.flac"}"""u8.ToArray();

    public static TaskSpec Create() => new() { Id = TaskId.New(TimeProvider.System), Kind = Kind, Payload = Payload };
}

/// <summary>Counts, and says when as many attempts as expected have run.</summary>
internal sealed class NoOpProcessor : ITaskProcessor
{
    private Latch _latch = new(int.MaxValue);

    /// <summary>Ends when that many more attempts have run.</summary>
    public Task Expect(int attempts)
    {
        var latch = new Latch(attempts);
        _latch = latch;
        return latch.Task;
    }

    public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
    {
        _latch.Signal();
        return ValueTask.FromResult(TaskResult.Empty);
    }
}
