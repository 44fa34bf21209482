using System.Collections.Concurrent;
using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Tests.Workers;

/// <summary>Attempts wait until their test finishes them, and heed their token.</summary>
internal sealed class StagedProcessor : ITaskProcessor
{
    private readonly ConcurrentDictionary<TaskId, TaskCompletionSource<StagedRun>> _started = new();
    private readonly ConcurrentDictionary<TaskId, int> _starts = new();

    public Task<StagedRun> StartedAsync(int task) => Entry(TestQueue.Id(task)).Task.WaitAsync(TimeSpan.FromSeconds(30));

    public int Starts(int task) => _starts.GetValueOrDefault(TestQueue.Id(task));

    public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) =>
        await Begin(context).Finish.Task.WaitAsync(cancellationToken);

    public StagedRun Begin(TaskContext context)
    {
        var run = new StagedRun(context);
        _starts.AddOrUpdate(context.Id, 1, (_, count) => count + 1);
        Entry(context.Id).TrySetResult(run);
        return run;
    }

    private TaskCompletionSource<StagedRun> Entry(TaskId id) =>
        _started.GetOrAdd(id, _ => new TaskCompletionSource<StagedRun>(TaskCreationOptions.RunContinuationsAsynchronously));
}

/// <summary>One attempt that a <see cref="StagedProcessor"/> holds.</summary>
internal sealed record StagedRun(TaskContext Context)
{
    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource<TaskResult> Finish { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
