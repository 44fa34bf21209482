using ActorQueue.Contracts;
using ActorQueue.Isolation;
using ActorQueue.Processors;
using ActorQueue.Tests.Isolation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorQueue.Tests.Resources;

/// <summary>
/// A host whose tasks together fill most of the heap that it may have, and hold it until the queue has said that it reduced its workers. Exits with 0 when every
/// task has completed.
/// </summary>
public static class MemoryPressureProgram
{
    public const string Name = "memory-pressure";
    public const int Workers = 4;
    public const int Tasks = 10;

    /// <summary>Four attempts hold 88 % of it, which is above the default threshold of 85 %, and leave room for the queue itself.</summary>
    public const long HeapLimitBytes = 400L << 20;

    private const int BytesPerAttempt = 88 << 20;

    private static readonly TaskCompletionSource Reduced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<int> Main(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (WorkerProgram.IsWorker)
        {
            return await IsolatedHost.RunWorkerAsync();
        }

        if (args is [IsolatedHost.NodeName, ..])
        {
            return await IsolatedHost.RunNodeAsync();
        }

        if (args is not [Name, var folder])
        {
            Console.Error.WriteLine($"usage: {Name} FOLDER");
            return 2;
        }

        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(new ConsoleLines());
        builder.Services.AddActorQueue(options =>
        {
            options.DataDirectory = folder;
            options.Workers = Workers;
            options.Hocon = "actorqueue { memory.check-interval = 50ms, retry.delay = 1ms }";
        }).AddProcessor<HungryProcessor>("hungry");
        using var host = builder.Build();
        await host.StartAsync();
        var queue = host.Services.GetRequiredService<TaskQueue>();
        var tasks = Enumerable.Range(0, Tasks).Select(_ => new TaskSpec { Id = TaskId.New(TimeProvider.System), Kind = "hungry" }).ToArray();
        await queue.EnqueueAsync(tasks);

        var completed = 0;
        foreach (var task in tasks)
        {
            completed += (await queue.WaitAsync(task.Id))?.Status == QueueTaskStatus.Completed ? 1 : 0;
        }

        await host.StopAsync();
        Console.WriteLine($"completed: {completed} of {Tasks}");
        return completed == Tasks ? 0 : 1;
    }

    /// <summary>Holds real, written memory until the queue has reduced its workers.</summary>
    private sealed class HungryProcessor : ITaskProcessor
    {
        public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            var held = new byte[BytesPerAttempt];
            held.AsSpan().Fill(1);
            await Reduced.Task.WaitAsync(cancellationToken);
            GC.KeepAlive(held);
            return TaskResult.Empty;
        }
    }

    /// <summary>Writes every log line to standard output and watches for the one that is waited for.</summary>
    private sealed class ConsoleLines : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = formatter(state, exception);
            Console.WriteLine(line);
            if (line.StartsWith("Queue: Reduced workers from", StringComparison.Ordinal))
            {
                Reduced.TrySetResult();
            }
        }

        public void Dispose()
        {
        }
    }
}
