using System.Collections.Concurrent;
using ActorQueue.Contracts;

namespace ActorQueue.Benchmarks;

/// <summary>
/// Durable tasks a second through the real queue: submitted, journaled, acknowledged, run, their completion journaled. A run ends when the queue itself
/// says that all are completed, which it says only of what is on disk.
/// </summary>
internal static class QueueBenchmarks
{
    private const int LeastTasks = 4_000;
    private const int MostTasks = 400_000;
    private static readonly TimeSpan RunTime = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(TextWriter output)
    {
        var bare = await BareAsync();
        var table = new Table(
            "queue: durable no-op tasks, submitted and completed", "clients", "k tasks/s", "low", "high", "CPU µs/task", "tasks/commit",
            "submit p50 ms", "p99 ms", "÷ bare 100", "÷ bare 1,000");
        (string Name, int Clients, int TasksPerSubmit, bool AwaitsCompletion)[] cases =
        [
            ("4 with 1,000 tasks a submit", 4, 1000, false),
            ("20 with 100 tasks a submit", 20, 100, false),
            ("256 with one task, awaiting the acknowledgement", 256, 1, false),
            ("256 with one task, awaiting its completion", 256, 1, true),
        ];
        foreach (var (name, clients, tasksPerSubmit, awaitsCompletion) in cases)
        {
            // Each case has a queue of its own: what the one before left in history and journal is not its cost.
            await using var queue = await EmbeddedQueue.StartAsync();
            var load = new Load(queue, clients, tasksPerSubmit);
            var rate = awaitsCompletion
                ? await WatchedAsync(load)
                : await Measure.RateAsync(load.RunAsync, LeastTasks, MostTasks, RunTime);
            table.Add(
                name, Thousands(rate.Median), Thousands(rate.Low), Thousands(rate.High), $"{load.CpuMicrosecondsPerTask:F1}", $"{load.TasksPerCommit:F0}",
                Milliseconds(load.Latency(0.5)), Milliseconds(load.Latency(0.99)), Percent(rate, bare[100].Rate), Percent(rate, bare[1000].Rate));
        }

        BareTable(bare).WriteTo(output);
        table.WriteTo(output);
    }

    private static async Task<Dictionary<int, Bare>> BareAsync()
    {
        using var loop = new JournalLoop();
        Dictionary<int, Bare> figures = [];
        foreach (var batch in (int[])[1, 10, 100, 1000])
        {
            List<double> cpu = [];
            var rate = await Measure.RateAsync(
                tasks =>
                {
                    var cost = loop.Write(tasks, batch);
                    cpu.Add(cost.Cpu.TotalMicroseconds / tasks);
                    return Task.FromResult(cost.Elapsed);
                },
                20 * batch,
                2_000_000);
            figures[batch] = new Bare(rate, cpu.TakeLast(Measure.Runs).Order().ElementAt(Measure.Runs / 2));
        }

        return figures;
    }

    private static Table BareTable(Dictionary<int, Bare> figures)
    {
        Dictionary<int, string> references = new() { [1] = "42", [10] = "345", [100] = "1,800", [1000] = "3,700" };
        var table = new Table(
            "bare journaling loop: three events a task, one SQLite row a commit, WAL, synchronous=FULL",
            "tasks a commit", "k tasks/s", "low", "high", "CPU µs/task", "reference k tasks/s");
        foreach (var (batch, (rate, cpu)) in figures)
        {
            table.Add($"{batch:N0}", Thousands(rate.Median), Thousands(rate.Low), Thousands(rate.High), $"{cpu:F2}", references[batch]);
        }

        return table;
    }

    private static async Task<Rate> WatchedAsync(Load load)
    {
        await using var completions = new Completions(load.Queue);
        load.Completions = completions;
        return await Measure.RateAsync(load.RunAsync, LeastTasks, MostTasks, RunTime);
    }

    private static string Thousands(double rate) => $"{rate / 1e3:N1}";

    private static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds:F2}";

    private static string Percent(Rate rate, Rate bare) => $"{100 * rate.Median / bare.Median:F1} %";

    private sealed record Bare(Rate Rate, double CpuMicrosecondsPerTask);

    /// <summary>Clients that submit at the same time, and what they see.</summary>
    private sealed class Load(EmbeddedQueue queue, int clients, int tasksPerSubmit)
    {
        private readonly List<Seen> _seen = [];

        public TaskQueue Queue => queue.Queue;

        /// <summary>Set when clients wait for their tasks' ends instead of acknowledgements.</summary>
        public Completions? Completions { get; set; }

        public double CpuMicrosecondsPerTask => Measured.Sum(seen => seen.Cpu.TotalMicroseconds) / Measured.Sum(seen => seen.Tasks);

        public double TasksPerCommit => Measured.Sum(seen => seen.Tasks) / (double)Measured.Sum(seen => seen.Commits);

        // Those before the last ones warmed up.
        private IEnumerable<Seen> Measured => _seen.TakeLast(Measure.Runs);

        public TimeSpan Latency(double share)
        {
            var latencies = Measured.SelectMany(seen => seen.Latencies).Order().ToArray();
            return latencies[(int)(share * (latencies.Length - 1))];
        }

        public async Task<TimeSpan> RunAsync(int count)
        {
            var submits = Math.Max(1, count / clients / tasksPerSubmit);
            var tasks = submits * clients * tasksPerSubmit;
            var (cpu, commits, completed) = (Measure.CpuTime, queue.JournalRows(), (await Queue.GetStatisticsAsync()).CompletedTasks);
            var allRan = queue.Processor.Expect(tasks);
            var start = Measure.Now;
            var latencies = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(() => SubmitAsync(submits))));
            await allRan;

            // Ran is not yet recorded: the queue's own count is of what it has committed. A question waits behind all that is under way.
            while ((await Queue.GetStatisticsAsync()).CompletedTasks < completed + tasks)
            {
            }

            var elapsed = Measure.Since(start);
            _seen.Add(new Seen(tasks, Measure.CpuTime - cpu, queue.JournalRows() - commits, [.. latencies.SelectMany(each => each)]));

            // Fewer than asked for when they don't divide evenly among the clients.
            return elapsed * ((double)count / tasks);
        }

        private async Task<TimeSpan[]> SubmitAsync(int submits)
        {
            var latencies = new TimeSpan[submits];
            for (var i = 0; i < submits; i++)
            {
                var start = Measure.Now;
                var tasks = Enumerable.Range(0, tasksPerSubmit).Select(_ => NoOpTasks.Create()).ToArray();
                var completion = Completions?.Of(tasks[0].Id);
                var outcomes = await Queue.EnqueueAsync(tasks);
                if (outcomes.FirstOrDefault(outcome => outcome.Result != EnqueueResult.Accepted) is { } refused)
                {
                    throw new InvalidOperationException($"A submit was answered {refused.Result}: {refused.Message}");
                }

                await (completion ?? Task.CompletedTask);
                latencies[i] = Measure.Since(start);
            }

            return latencies;
        }

        private sealed record Seen(int Tasks, TimeSpan Cpu, long Commits, TimeSpan[] Latencies);
    }

    /// <summary>One watch for all clients: ends each task's wait when the queue tells its end.</summary>
    private sealed class Completions : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<TaskId, TaskCompletionSource> _waiting = new();
        private readonly CancellationTokenSource _ending = new();
        private readonly TaskQueue _queue;
        private readonly Task _watch;

        public Completions(TaskQueue queue)
        {
            _queue = queue;

            // Runs up to the request to watch before it returns, so the watch stands before the first submit.
            _watch = WatchAsync();
        }

        public Task Of(TaskId id) =>
            _waiting.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public async ValueTask DisposeAsync()
        {
            await _ending.CancelAsync();
            await _watch;
            _ending.Dispose();
        }

        private async Task WatchAsync()
        {
            try
            {
                await foreach (var change in _queue.WatchAsync(_ending.Token))
                {
                    if (change.Kind == TaskChangeKind.Lagged)
                    {
                        await LookAgainAsync();
                    }
                    else if (change.Task is { } task && task.Status.IsFinal())
                    {
                        End(task.Id);
                    }
                }
            }
            catch (OperationCanceledException) when (_ending.IsCancellationRequested)
            {
            }
        }

        private async Task LookAgainAsync()
        {
            foreach (var id in _waiting.Keys)
            {
                if ((await _queue.GetAsync(id))?.Status.IsFinal() == true)
                {
                    End(id);
                }
            }
        }

        private void End(TaskId id)
        {
            if (_waiting.TryRemove(id, out var waiting))
            {
                waiting.SetResult();
            }
        }
    }
}
