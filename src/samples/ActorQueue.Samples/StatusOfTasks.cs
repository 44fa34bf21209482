using ActorQueue.Contracts;
using ActorQueue.Processors;
using Microsoft.Extensions.DependencyInjection;

namespace ActorQueue.Samples;

/// <summary>Where a task stands, and what the whole queue does.</summary>
internal static class StatusOfTasks
{
    public static async Task RunAsync(TextWriter output)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await SampleQueue.StartAsync(processors =>
        {
            // Processors have their dependencies injected.
            processors.Services.AddSingleton(started);
            processors.AddProcessor<Quick>("quick").AddProcessor<Endless>("endless");
        });
        var queue = host.Queue;

        var quick = SampleQueue.Task("quick", "quick");
        var endless = SampleQueue.Task("endless", "endless");
        var later = SampleQueue.Task("quick", "later") with { NotBefore = TimeProvider.System.GetUtcNow().AddHours(1) };
        await queue.EnqueueAsync([quick, endless, later]);
        await queue.WaitAsync(quick.Id);
        await started.Task;

        foreach (var task in (await queue.ListAsync(new ListTasks())).Tasks.OrderBy(task => task.CreatedAt))
        {
            await output.WriteLineAsync($"{task.Name}: {task.Status.ToWord()}");
        }

        var numbers = await queue.GetStatisticsAsync();
        await output.WriteLineAsync(
            $"{numbers.TotalTasks} in all, {numbers.CompletedTasks} completed, {numbers.ProcessingTasks} processing, {numbers.ScheduledTasks} scheduled, {numbers.SuccessRate:F0} % success");

        // A running task is asked to stop; a waiting one is cancelled at once.
        await output.WriteLineAsync($"cancel endless: {(await queue.CancelAsync(endless.Id)).Result}");
        await output.WriteLineAsync($"cancel later: {(await queue.CancelAsync(later.Id)).Result}");
        await output.WriteLineAsync($"endless: {(await queue.WaitAsync(endless.Id))!.Status.ToWord()}");
        await output.WriteLineAsync($"an unknown one: {(await queue.GetAsync(TaskId.New(TimeProvider.System)) is null ? "not found" : "found")}");
    }

    private sealed class Quick : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) => ValueTask.FromResult(TaskResult.Empty);
    }

    /// <summary>Ends only when it is asked to.</summary>
    private sealed class Endless(TaskCompletionSource started) : ITaskProcessor
    {
        public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            started.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return TaskResult.Empty;
        }
    }
}
