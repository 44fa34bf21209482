using ActorQueue.Contracts;
using ActorQueue.Processors;
using Microsoft.Extensions.DependencyInjection;

namespace ActorQueue.Samples;

/// <summary>Tasks that say what they need start only where it fits: four workers, but not four large tasks at once.</summary>
internal static class Resources
{
    private const long Gibibyte = 1L << 30;

    public static async Task RunAsync(TextWriter output)
    {
        var gauge = new Gauge();
        await using var host = await SampleQueue.StartAsync(
            processors =>
            {
                processors.Services.AddSingleton(gauge);
                processors.AddProcessor<Render>("render");
            },
            workers: 4,
            hocon: "actorqueue.workers { cpu-percent = 400, memory = 4 GiB }");
        var queue = host.Queue;

        // Two of these fill the four GiB, however many workers are free.
        var large = Enumerable.Range(1, 6)
            .Select(number => SampleQueue.Task("render", $"film {number}") with { Resources = new ResourceNeeds { CpuPercent = 100, MemoryBytes = 2 * Gibibyte } })
            .ToArray();
        await queue.EnqueueAsync(large);
        foreach (var task in large)
        {
            await queue.WaitAsync(task.Id);
        }

        await output.WriteLineAsync($"{large.Length} large tasks, at most {gauge.Most} at once");

        var impossible = SampleQueue.Task("render", "needs a GPU") with { Resources = new ResourceNeeds { RequiresGpu = true } };
        await queue.EnqueueAsync(impossible);
        var why = (await queue.ExplainAsync(impossible.Id))!;
        await output.WriteLineAsync($"{impossible.Name}: {why.Reasons[0].Message}");
    }

    /// <summary>The most attempts that ran at the same time. Each waits for another one, so that two do.</summary>
    private sealed class Gauge
    {
        private readonly Lock _lock = new();
        private TaskCompletionSource? _first;
        private int _running;

        public int Most { get; private set; }

        public Task EnterAsync()
        {
            lock (_lock)
            {
                Most = Math.Max(Most, ++_running);
                if (_first is not { } first)
                {
                    _first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    return _first.Task;
                }

                _first = null;
                first.SetResult();
                return Task.CompletedTask;
            }
        }

        public void Leave()
        {
            lock (_lock)
            {
                _running--;
            }
        }
    }

    private sealed class Render(Gauge gauge) : ITaskProcessor
    {
        public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            await gauge.EnterAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            gauge.Leave();
            return TaskResult.Empty;
        }
    }
}
