using System.Collections.Concurrent;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

public sealed class CoordinatedShutdownExtension : ExtensionIdProvider<CoordinatedShutdown>
{
    public override CoordinatedShutdown CreateExtension(ExtendedActorSystem system) => CoordinatedShutdown.Create(system);
}

/// <summary>
/// Ends a system in phases. Tasks of one phase run together; a phase begins when all that it depends on have ended,
/// at the latest after their timeouts.
/// </summary>
public sealed class CoordinatedShutdown : IExtension
{
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";
    public const string PhaseServiceUnbind = "service-unbind";
    public const string PhaseServiceRequestsDone = "service-requests-done";
    public const string PhaseServiceStop = "service-stop";
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";
    public const string PhaseClusterShardingShutdownRegion = "cluster-sharding-shutdown-region";
    public const string PhaseClusterLeave = "cluster-leave";
    public const string PhaseClusterExiting = "cluster-exiting";
    public const string PhaseClusterExitingDone = "cluster-exiting-done";
    public const string PhaseClusterShutdown = "cluster-shutdown";
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    private readonly ShutdownPhases _phases;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(string Name, Func<Task<Done>> Run)>> _tasks =
        new(StringComparer.Ordinal);

    private readonly TaskCompletionSource<Done> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Reason? _reason;

    private CoordinatedShutdown(ExtendedActorSystem system, ShutdownPhases phases)
    {
        System = system;
        _phases = phases;
    }

    public ExtendedActorSystem System { get; }

    /// <summary>Why it runs; null while it does not.</summary>
    public Reason ShutdownReason => Volatile.Read(ref _reason)!;

    public TimeSpan TotalTimeout => _phases.TotalTimeout;

    public static CoordinatedShutdown Get(ActorSystem sys) => sys.WithExtension<CoordinatedShutdown, CoordinatedShutdownExtension>();

    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        if (string.IsNullOrEmpty(taskName))
        {
            throw new ArgumentException("A shutdown task needs a name.", nameof(taskName));
        }

        if (!_phases.Contains(phase))
        {
            throw new ArgumentException(
                $"Unknown shutdown phase [{phase}]. The phases are: {string.Join(", ", _phases.Order)}.", nameof(phase));
        }

        _tasks.GetOrAdd(phase, _ => new ConcurrentQueue<(string, Func<Task<Done>>)>()).Enqueue((taskName, task));
    }

    public TimeSpan Timeout(string phase) => _phases.Timeout(phase);

    /// <summary>Runs the phases, or those from one on. The second call waits for the first.</summary>
    public Task<Done> Run(Reason reason, string? fromPhase = null)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (fromPhase is not null && !_phases.Contains(fromPhase))
        {
            throw new ArgumentException($"Unknown shutdown phase [{fromPhase}].", nameof(fromPhase));
        }

        if (Interlocked.CompareExchange(ref _reason, reason, null) is null)
        {
            // On the pool: the caller may be an actor, which the phases may wait for.
            _ = Task.Run(() => RunPhasesAsync(fromPhase));
        }

        return _done.Task;
    }

    internal static CoordinatedShutdown Create(ExtendedActorSystem system)
    {
        var config = system.Settings.Config.GetConfig("akka.coordinated-shutdown") ?? Config.Empty;
        var shutdown = new CoordinatedShutdown(system, ShutdownPhases.Read(config));
        if (config.GetBoolean("terminate-actor-system", true))
        {
            shutdown.TerminateSystemLast(config.GetBoolean("exit-clr"));
        }

        if (config.GetBoolean("run-by-clr-shutdown-hook", true))
        {
            shutdown.RunWhenProcessExits();
        }

        return shutdown;
    }

    private async Task RunPhasesAsync(string? fromPhase)
    {
        var log = System.Log;
        try
        {
            foreach (var phase in _phases.Order.SkipWhile(phase => fromPhase is not null && phase != fromPhase))
            {
                if (_phases.IsEnabled(phase) && _tasks.TryGetValue(phase, out var tasks))
                {
                    log.Debug("Performing phase [{0}] with [{1}] tasks.", phase, tasks.Count);
                    await RunPhaseAsync(phase, [.. tasks], log).ConfigureAwait(false);
                }
            }

            _done.TrySetResult(Done.Instance);
        }
        catch (Exception e)
        {
            _done.TrySetException(e);
        }
    }

    private async Task RunPhaseAsync(string phase, (string Name, Func<Task<Done>> Run)[] tasks, ILoggingAdapter log)
    {
        var recover = _phases.Recovers(phase);
        var timeout = _phases.Timeout(phase);
        var deadline = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // Before the tasks begin: the last one ends the scheduler.
        var timer = System.Scheduler.Advanced.ScheduleOnceCancelable(timeout, () => deadline.TrySetResult());
        var all = Task.WhenAll(tasks.Select(task => RunTaskAsync(phase, task, recover, log)));
        try
        {
            if (await Task.WhenAny(all, deadline.Task).ConfigureAwait(false) == all)
            {
                await all.ConfigureAwait(false);
            }
            else if (recover)
            {
                log.Warning("Coordinated shutdown phase [{0}] timed out after {1}.", phase, timeout);
            }
            else
            {
                throw new TimeoutException($"Coordinated shutdown phase [{phase}] timed out after {timeout}.");
            }
        }
        finally
        {
            timer.Cancel();
        }
    }

    private static async Task RunTaskAsync(
        string phase, (string Name, Func<Task<Done>> Run) task, bool recover, ILoggingAdapter log)
    {
        try
        {
            await task.Run().ConfigureAwait(false);
        }
        catch (Exception e) when (recover)
        {
            log.Warning("Task [{0}] failed in phase [{1}]: {2}", task.Name, phase, e);
        }
    }

    private void TerminateSystemLast(bool exitProcess) =>
        AddTask(PhaseActorSystemTerminate, "terminate-system", async () =>
        {
            ((ActorSystemImpl)System).FinalTerminate();
            await System.WhenTerminated.ConfigureAwait(false);
            if (exitProcess)
            {
                Environment.Exit(0);
            }

            return Done.Instance;
        });

    private void RunWhenProcessExits()
    {
        void OnExit(object? sender, EventArgs args)
        {
            if (!System.WhenTerminated.IsCompleted)
            {
                Run(ClrExitReason.Instance).Wait(TotalTimeout);
            }
        }

        AppDomain.CurrentDomain.ProcessExit += OnExit;
        System.RegisterOnTermination(() => AppDomain.CurrentDomain.ProcessExit -= OnExit);
    }

    public class Reason
    {
        protected Reason()
        {
        }
    }

    public class UnknownReason : Reason
    {
        public static readonly Reason Instance = new UnknownReason();

        private UnknownReason()
        {
        }
    }

    public class ActorSystemTerminateReason : Reason
    {
        public static readonly Reason Instance = new ActorSystemTerminateReason();

        private ActorSystemTerminateReason()
        {
        }
    }

    public class ClrExitReason : Reason
    {
        public static readonly Reason Instance = new ClrExitReason();

        private ClrExitReason()
        {
        }
    }

    public class ClusterDowningReason : Reason
    {
        public static readonly Reason Instance = new ClusterDowningReason();

        private ClusterDowningReason()
        {
        }
    }

    public class ClusterLeavingReason : Reason
    {
        public static readonly Reason Instance = new ClusterLeavingReason();

        private ClusterLeavingReason()
        {
        }
    }
}
