using System.Buffers.Binary;
using System.Diagnostics;
using ActorQueue.Contracts;
using ActorQueue.Core;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Events;

namespace ActorQueue.Benchmarks;

/// <summary>What deciding costs, without journal and actors: to accept a task, and to start, complete and archive it, with a backlog of ten thousand.</summary>
internal static class AdmissionBenchmarks
{
    private const int Backlog = 10_000;
    private const int Rounds = 15;

    private static readonly QueueSettings Settings = new()
    {
        MaxLength = 0,
        MaxBytes = 0,
        Admission = new AdmissionSettings { ConcurrencyLimits = new Dictionary<string, int> { ["full"] = 1 } },
    };

    public static Task RunAsync(TextWriter output)
    {
        var table = new Table($"core: decisions with {Backlog:N0} ready tasks", "tasks", "accept µs", "start to archive µs");
        Add(table, "of one kind", (task, _) => task);
        Add(table, "of eight kinds", (task, i) => task with { Kind = $"kind {i % 8}" });
        Add(table, "with one of 100 fairness keys", (task, i) => task with { FairnessKey = $"tenant {i % 100}" });
        Add(table, "with one of 1,000 concurrency keys", (task, i) => task with { ConcurrencyKey = $"host {i % 1000}" });
        Add(table, "with needs of eight sizes", (task, i) => task with { Resources = new ResourceNeeds { MemoryBytes = 1L << (i % 8) } });
        Add(table, "of one kind, behind 10,000 parked ones", (task, _) => task, parked: Backlog);
        table.WriteTo(output);
        return Task.CompletedTask;
    }

    private static void Add(Table table, string name, Func<TaskSpec, int, TaskSpec> shape, int parked = 0)
    {
        List<double> accepts = [], runs = [];
        for (var round = 0; round < Rounds; round++)
        {
            var (accept, run) = Once(shape, parked);
            accepts.Add(accept.TotalMicroseconds / Backlog);
            runs.Add(run.TotalMicroseconds / Backlog);
        }

        table.Add(name, $"{Median(accepts):F2}", $"{Median(runs):F2}");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static (TimeSpan Accept, TimeSpan Run) Once(Func<TaskSpec, int, TaskSpec> shape, int parked)
    {
        var queue = new QueuePartition(Settings);
        var batch = new EventBatch();
        var now = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        queue.Enqueue(new EnqueueTasks(Tasks(now, parked, 0, (task, _) => task with { ConcurrencyKey = "full", Priority = TaskPriority.High })), now, batch);
        queue.Assign(new AssignAttempts("other", parked > 0 ? 1 : 0), now, batch);
        batch.Clear();
        var tasks = Tasks(now, Backlog, parked, shape);
        var before = Stopwatch.GetTimestamp();
        queue.Enqueue(new EnqueueTasks(tasks), now, batch);
        var accepted = Stopwatch.GetElapsedTime(before);
        batch.Clear();
        before = Stopwatch.GetTimestamp();
        while (queue.Assign(new AssignAttempts("worker", 64), now, batch).Assignments is { Count: > 0 } assignments)
        {
            foreach (var assignment in assignments)
            {
                queue.Complete(new CompleteAttempt(assignment.Id, assignment.Attempt, default), now, batch);
            }

            queue.Archive(new ArchiveFinished(queue.State.Position), now, batch);
            batch.Clear();
        }

        return (accepted, Stopwatch.GetElapsedTime(before));
    }

    private static TaskSpec[] Tasks(DateTimeOffset now, int count, int from, Func<TaskSpec, int, TaskSpec> shape)
    {
        var tasks = new TaskSpec[count];
        Span<byte> random = stackalloc byte[TaskId.RandomLength];
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(random[2..], from + i + 1);
            tasks[i] = shape(new TaskSpec { Id = TaskId.Create(now, random), Kind = "kind", Priority = i % 4 * 5 }, i);
        }

        return tasks;
    }
}
