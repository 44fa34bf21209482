using System.Collections.Concurrent;
using System.Text;
using ActorQueue.Contracts;
using ActorQueue.Processors;
using Microsoft.Extensions.DependencyInjection;

namespace ActorQueue.Samples;

/// <summary>A higher priority starts first; among equals, what was submitted first.</summary>
internal static class Priorities
{
    public static async Task RunAsync(TextWriter output)
    {
        // One worker, so that the order in which tasks start is the order in which they end.
        var notes = new ConcurrentQueue<string>();
        await using var host = await SampleQueue.StartAsync(
            processors =>
            {
                processors.Services.AddSingleton(notes);
                processors.AddProcessor<Note>("note");
            },
            workers: 1);
        var queue = host.Queue;

        // While the queue is paused it takes tasks and starts none.
        await queue.PauseAsync();
        TaskSpec[] tasks =
        [
            SampleQueue.Task("note", "low") with { Priority = TaskPriority.Low },
            SampleQueue.Task("note", "normal, first"),
            SampleQueue.Task("note", "normal, second"),
            SampleQueue.Task("note", "high") with { Priority = TaskPriority.High },
            SampleQueue.Task("note", "seven of my own") with { Priority = 7 },
            SampleQueue.Task("note", "critical") with { Priority = TaskPriority.Critical },
        ];
        await queue.EnqueueAsync(tasks);
        await queue.ResumeAsync();

        foreach (var task in tasks)
        {
            await queue.WaitAsync(task.Id);
        }

        foreach (var line in notes)
        {
            await output.WriteLineAsync(line);
        }
    }

    private sealed class Note(ConcurrentQueue<string> notes) : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            notes.Enqueue(Encoding.UTF8.GetString(context.Payload.Span));
            return ValueTask.FromResult(TaskResult.Empty);
        }
    }
}
