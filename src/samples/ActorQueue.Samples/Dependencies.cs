using System.Text;
using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Samples;

/// <summary>Tasks that wait for others, submitted as one graph: all of it is accepted, or nothing.</summary>
internal static class Dependencies
{
    public static async Task RunAsync(TextWriter output)
    {
        await using var host = await SampleQueue.StartAsync(processors => processors.AddProcessor<Step>("step"));
        var queue = host.Queue;

        var download = SampleQueue.Task("step", "download");
        var decode = SampleQueue.Task("step", "decode") with { DependsOn = [new TaskDependency(download.Id)] };
        var cover = SampleQueue.Task("step", "fetch the cover: not there") with
        {
            DependsOn = [new TaskDependency(download.Id)],
            Retry = RetryOptions.Fixed(TimeSpan.Zero, maxAttempts: 1),
        };
        var placeholder = SampleQueue.Task("step", "draw a placeholder") with { DependsOn = [new TaskDependency(cover.Id, DependencyCondition.Failure)] };
        var publish = SampleQueue.Task("step", "publish") with
        {
            DependsOn = [new TaskDependency(decode.Id), new TaskDependency(cover.Id, DependencyCondition.End), new TaskDependency(placeholder.Id, DependencyCondition.End)],
        };
        TaskSpec[] graph = [publish, placeholder, cover, decode, download];
        await queue.EnqueueAsync(graph);

        await queue.WaitAsync(publish.Id);
        foreach (var task in graph.Reverse())
        {
            var ended = (await queue.GetAsync(task.Id))!;
            await output.WriteLineAsync($"{ended.Name}: {ended.Status.ToWord()}");
        }

        // A circle could never start; it is refused, and named.
        var chicken = SampleQueue.Task("step", "chicken");
        var egg = SampleQueue.Task("step", "egg") with { DependsOn = [new TaskDependency(chicken.Id)] };
        chicken = chicken with { DependsOn = [new TaskDependency(egg.Id)] };
        var refused = (await queue.EnqueueAsync([chicken, egg]))[0];
        await output.WriteLineAsync($"chicken and egg: {refused.Reason}");
    }

    private sealed class Step : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            var text = Encoding.UTF8.GetString(context.Payload.Span);
            return text.EndsWith("not there", StringComparison.Ordinal)
                ? throw new InvalidOperationException(text)
                : ValueTask.FromResult(TaskResult.Empty);
        }
    }
}
