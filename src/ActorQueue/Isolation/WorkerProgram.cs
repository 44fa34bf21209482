using System.Diagnostics;
using System.Runtime.InteropServices;
using ActorQueue.Processors;
using Microsoft.Extensions.DependencyInjection;

namespace ActorQueue.Isolation;

/// <summary>
/// The inside of a worker process. A host with a processor of <see cref="ProcessorIsolation.Process"/> is started a second time by its node, and its <c>Main</c> has to
/// tell the two apart, after its container is built and before anything is started:
/// <code>
/// using var host = builder.Build();
/// if (WorkerProgram.IsWorker) return await WorkerProgram.RunAsync(host.Services);
/// await host.RunAsync();
/// </code>
/// </summary>
public static class WorkerProgram
{
    /// <summary>The environment variable that a node sets, to <c>1</c>, for its worker processes.</summary>
    public const string EnvironmentVariable = "ACTORQUEUE_WORKER";

    // The lowest level of log lines that the node wants to have.
    internal const string LogLevelVariable = "ACTORQUEUE_WORKER_LOG_LEVEL";

    // What a frame carries at most towards the worker; the node checks payloads against queue.max-payload-bytes, which is at most this.
    internal const int MaxPayloadBytes = 64 << 20;

    // A host that does not end by itself after its input has: it must not outlive its node.
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);

    // A timer that nobody holds does not fire.
    private static ITimer? s_end;

    /// <summary>What a worker writes first; what stands before it was printed by the host while it was built.</summary>
    internal static ReadOnlyMemory<byte> Greeting { get; } = "\0actorqueue-worker-1\n"u8.ToArray();

    /// <summary>Whether this process was started to be a worker.</summary>
    public static bool IsWorker { get; } = TakeVariable();

    /// <summary>
    /// Runs attempts for the node until the node ends the conversation, or ends itself, however that happens. Processors are made, with their dependencies injected, when
    /// their first attempt arrives; hosted services are not started. What is written to standard output and error goes to the node's log.
    /// </summary>
    /// <param name="services">The host's container, with <see cref="ActorQueueServiceCollectionExtensions.AddActorQueue"/>.</param>
    /// <returns>The exit code for <c>Main</c>.</returns>
    /// <exception cref="InvalidOperationException">This process was not started as a worker.</exception>
    public static async Task<int> RunAsync(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (!IsWorker)
        {
            throw new InvalidOperationException($"Only a node starts worker processes: it sets the environment variable {EnvironmentVariable}. Ask IsWorker first.");
        }

        // Only the node says when a worker ends. A service manager that stops the node sends its signal to every process, and what runs is to be finished.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = true);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true);
        var isLeader = ProcessGroup.TryLead();
        var pipes = StandardPipes.Take();
        var output = new FrameWriter(pipes.ToNode);
        services.GetService<WorkerLogs>()?.SendTo(output);
        using var threads = new SyncThreads(maxThreads: 1, Timeout.InfiniteTimeSpan, TimeProvider.System);
        var registry = services.GetRequiredService<ActorQueueBuilder>().Build(services, isWorker: true);
        var exitCode = await new WorkerLoop(new FrameReader(pipes.FromNode, MaxPayloadBytes), output, registry, threads, TimeProvider.System, End).RunAsync();

        // What is left of this process is the host's to take down.
        s_end = TimeProvider.System.CreateTimer(_ => End(), state: null, EndPatience, Timeout.InfiniteTimeSpan);
        return exitCode;

        // An orderly exit could wait for code that hangs; and what that code started should go with it.
        void End()
        {
            if (isLeader)
            {
                ProcessGroup.End(Environment.ProcessId);
            }

            using var self = Process.GetCurrentProcess();
            self.Kill();
        }
    }

    private static bool TakeVariable()
    {
        var isWorker = Environment.GetEnvironmentVariable(EnvironmentVariable) == "1";

        // Programs that a processor starts are no workers, even if they hold a queue themselves.
        Environment.SetEnvironmentVariable(EnvironmentVariable, null);
        return isWorker;
    }
}
