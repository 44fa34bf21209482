using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ActorQueue.Contracts;
using ActorQueue.Isolation;
using ActorQueue.Processors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorQueue.Tests.Isolation;

/// <summary>A host application with processors that behave badly, each a kind of its own: the worker processes of the tests, and a node of its own that is killed.</summary>
public static class IsolatedHost
{
    public const string NodeName = "isolation-node";

    /// <summary>How a test starts a worker process.</summary>
    public static IReadOnlyList<string> WorkerCommand { get; } = [Dotnet, "exec", typeof(IsolatedHost).Assembly.Location];

    private static string Dotnet => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    public static void AddProcessors(ActorQueueBuilder queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        queue.AddProcessor<Echo>("echo", ProcessorIsolation.Process)
            .AddProcessor<Refuse>("refuse", ProcessorIsolation.Process)
            .AddProcessor<FailFast>("fail-fast", ProcessorIsolation.Process)
            .AddProcessor<WriteToNowhere>("write-to-nowhere", ProcessorIsolation.Process)
            .AddProcessor<FirstAttemptDies>("first-attempt-dies", ProcessorIsolation.Process)
            .AddProcessor<Spin>("spin", ProcessorIsolation.Process)
            .AddProcessor<Heed>("heed", ProcessorIsolation.Process)
            .AddProcessor<Allocate>("allocate", ProcessorIsolation.Process)
            .AddProcessor<AllocateNatively>("allocate-natively", ProcessorIsolation.Process)
            .AddProcessor<Noise>("noise", ProcessorIsolation.Process)
            .AddProcessor<WriteLog>("log", ProcessorIsolation.Process)
            .AddProcessor<StartProgram>("start-program", ProcessorIsolation.Process)
            .AddProcessor<Zeros>("zeros", ProcessorIsolation.Process)
            .AddProcessor<Chatter>("chatter", ProcessorIsolation.Process)
            .AddProcessor<Resume>("resume", ProcessorIsolation.Process);
    }

    public static async Task<int> RunWorkerAsync()
    {
        Console.WriteLine("a banner that the host prints while it starts");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        AddProcessors(builder.Services.AddActorQueue());
        using var host = builder.Build();
        return await WorkerProgram.RunAsync(host.Services);
    }

    /// <summary>A node with one attempt under way that never ends; prints the ids of the worker process and of the program that it started.</summary>
    public static async Task<int> RunNodeAsync()
    {
        await using var pool = NewPool();
        var context = NewAttempt("start-program", onProgress: progress => Console.WriteLine($"{pool.ProcessIds.Single()} {progress.Message}"));
        await pool.RunAsync(context, CancellationToken.None);
        return 0;
    }

    internal static WorkerProcessPool NewPool(
        IReadOnlyList<string>? command = null, ILogger? logger = null, long memoryLimitBytes = 256_000_000, bool usesControlGroups = false, int maxProcesses = 2, TimeProvider? time = null) =>
        new(
            new IsolationSettings(memoryLimitBytes, 2 * memoryLimitBytes, usesControlGroups),
            new WorkerProcessBounds(maxProcesses, MaxResultBytes: 1 << 20, MaxCheckpointBytes: 1 << 10),
            new WorkerCommandLine(command ?? WorkerCommand, LogLevel.Debug),
            "node-7",
            time ?? TimeProvider.System,
            logger ?? NullLogger.Instance);

    internal static TaskContext NewAttempt(
        string kind, byte[]? payload = null, TaskId? id = null, int attempt = 1, Action<TaskProgress>? onProgress = null, int outOfMemoryCount = 0) =>
        new(id ?? TaskId.New(TimeProvider.System), kind, "a task", attempt, payload ?? [], "text/plain", onProgress) { OutOfMemoryCount = outOfMemoryCount };

    private static void StandStill()
    {
        using var never = new ManualResetEventSlim();
        never.Wait();
    }

    private sealed class Echo : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            context.ReportProgress(1, 2, $"{context.Name}, attempt {context.Attempt}, {context.Id}");
            context.ReportProgress(2, 2);
            return ValueTask.FromResult(new TaskResult(context.Payload, context.ContentType));
        }
    }

    /// <summary>Saves what its payload says, and dies; the attempt after that returns what was saved.</summary>
    private sealed class Resume : ITaskProcessor
    {
        public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            if (context.Checkpoint is { } saved)
            {
                return new TaskResult((byte[])[.. saved.Span, .. context.Payload.Span], context.ContentType);
            }

            await context.SaveCheckpointAsync("saved "u8.ToArray(), cancellationToken);
            Environment.FailFast("after the checkpoint");
            return TaskResult.Empty;
        }
    }

    private sealed class Refuse : ISyncTaskProcessor
    {
        public TaskResult Process(TaskContext context, CancellationToken cancellationToken) =>
            throw new TaskFailedException("too-blue", "The picture is too blue.", FailureClass.Permanent);
    }

    private sealed class FailFast : ISyncTaskProcessor
    {
        public TaskResult Process(TaskContext context, CancellationToken cancellationToken)
        {
            Environment.FailFast("a decoder's assertion");
            return TaskResult.Empty;
        }
    }

    private sealed class WriteToNowhere : ISyncTaskProcessor
    {
        public TaskResult Process(TaskContext context, CancellationToken cancellationToken)
        {
            // Far from null, which the runtime would make an ordinary exception of.
            Marshal.WriteByte(unchecked((nint)0x7123_4567_0000), 1);
            return TaskResult.Empty;
        }
    }

    private sealed class FirstAttemptDies : ISyncTaskProcessor
    {
        public TaskResult Process(TaskContext context, CancellationToken cancellationToken)
        {
            if (context.Attempt == 1)
            {
                using var self = System.Diagnostics.Process.GetCurrentProcess();
                self.Kill();
                StandStill();
            }

            return TaskResult.Empty;
        }
    }

    private sealed class Spin : ISyncTaskProcessor
    {
        public TaskResult Process(TaskContext context, CancellationToken cancellationToken)
        {
            context.ReportProgress(1, 0);
            for (var i = 0; ; i++)
            {
                if (i < 0)
                {
                    i = 0;
                }
            }
        }
    }

    private sealed class Heed : ITaskProcessor
    {
        public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            context.ReportProgress(1, 0);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return TaskResult.Empty;
        }
    }

    /// <summary>Holds as many bytes as the payload says.</summary>
    private sealed class Allocate : ISyncTaskProcessor
    {
        public TaskResult Process(TaskContext context, CancellationToken cancellationToken)
        {
            const int Block = 4 << 20;
            var bytes = long.Parse(Encoding.ASCII.GetString(context.Payload.Span), CultureInfo.InvariantCulture);
            var held = new List<byte[]>();
            for (var i = 0L; i < bytes; i += Block)
            {
                var block = new byte[Block];
                block.AsSpan().Fill(1);
                held.Add(block);
            }

            return new TaskResult(Encoding.ASCII.GetBytes(held.Count.ToString(CultureInfo.InvariantCulture)), "text/plain");
        }
    }

    private sealed class AllocateNatively : ISyncTaskProcessor
    {
        public unsafe TaskResult Process(TaskContext context, CancellationToken cancellationToken)
        {
            const int Block = 4 << 20;
            for (var i = 0; i < 100; i++)
            {
                NativeMemory.Fill(NativeMemory.Alloc(Block), Block, 1);
            }

            StandStill();
            return TaskResult.Empty;
        }
    }

    private sealed partial class Noise : ISyncTaskProcessor
    {
        public TaskResult Process(TaskContext context, CancellationToken cancellationToken)
        {
            Console.WriteLine("a line on standard output");
            Console.Error.WriteLine("a line on standard error");
            using var echo = System.Diagnostics.Process.Start("/bin/sh", ["-c", "echo a line of another program; cat"])!;
            echo.WaitForExit();
            return new TaskResult(Encoding.UTF8.GetBytes($"read {Console.In.Read()}"), "text/plain");
        }
    }

    private sealed class WriteLog(ILogger<IHost> logger) : ISyncTaskProcessor
    {
        public TaskResult Process(TaskContext context, CancellationToken cancellationToken)
        {
            logger.LogWarning(new InvalidOperationException("the cause"), "the {Thing} is loose", "screw");
            logger.LogTrace("more than anybody wants to know");
            return TaskResult.Empty;
        }
    }

    /// <summary>Starts a program that holds every pipe it can, and waits for it.</summary>
    private sealed class StartProgram : ISyncTaskProcessor
    {
        public TaskResult Process(TaskContext context, CancellationToken cancellationToken)
        {
            using var program = System.Diagnostics.Process.Start("sleep", "1000000");
            context.ReportProgress(1, 0, program.Id.ToString(CultureInfo.InvariantCulture));
            program.WaitForExit();
            return TaskResult.Empty;
        }
    }

    private sealed class Chatter : ISyncTaskProcessor
    {
        public TaskResult Process(TaskContext context, CancellationToken cancellationToken)
        {
            for (var i = 0; i < 100_000; i++)
            {
                context.ReportProgress(i, 100_000);
            }

            return TaskResult.Empty;
        }
    }

    private sealed class Zeros : ISyncTaskProcessor
    {
        public TaskResult Process(TaskContext context, CancellationToken cancellationToken) => new(new byte[(1 << 20) + 1], "application/octet-stream");
    }
}
