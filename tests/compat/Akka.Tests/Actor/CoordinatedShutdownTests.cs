using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Tests.Actor;

public class CoordinatedShutdownTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _ran = new();

    [Fact]
    public async Task Terminating_the_system_runs_the_phases_in_order()
    {
        var system = NewSystem();
        var shutdown = CoordinatedShutdown.Get(system);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "second", Run("second"));
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "first", Run("first"));
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "third", Run("third"));

        await system.Terminate().WaitAsync(Patience);

        _ran.ShouldBe(["first", "second", "third"]);
        shutdown.ShutdownReason.ShouldBe(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
    }

    [Fact]
    public async Task Running_it_terminates_the_system_and_runs_once()
    {
        var system = NewSystem();
        var shutdown = CoordinatedShutdown.Get(system);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "once", Run("once"));

        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience);
        await shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(Patience);

        system.WhenTerminated.IsCompleted.ShouldBeTrue();
        _ran.ShouldBe(["once"]);
        shutdown.ShutdownReason.ShouldBe(CoordinatedShutdown.UnknownReason.Instance);
    }

    [Fact]
    public async Task It_can_begin_in_the_middle()
    {
        var shutdown = CoordinatedShutdown.Get(NewSystem());
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "skipped", Run("skipped"));
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterLeave, "run", Run("run"));

        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance, CoordinatedShutdown.PhaseClusterLeave).WaitAsync(Patience);

        _ran.ShouldBe(["run"]);
    }

    [Fact]
    public async Task A_failing_task_does_not_stop_the_shutdown()
    {
        var shutdown = CoordinatedShutdown.Get(NewSystem());
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "fails", () => throw new InvalidOperationException("broken"));
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "next", Run("next"));

        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience);

        _ran.ShouldBe(["next"]);
    }

    [Fact]
    public async Task A_phase_that_must_not_fail_ends_the_shutdown()
    {
        var system = NewSystem("akka.coordinated-shutdown.phases.service-unbind.recover = off");
        var shutdown = CoordinatedShutdown.Get(system);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "fails", () => throw new InvalidOperationException("broken"));
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "next", Run("next"));

        await Should.ThrowAsync<InvalidOperationException>(
            () => shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience));

        _ran.ShouldBeEmpty();
        ((ExtendedActorSystem)system).Abort();
        await system.WhenTerminated.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_task_that_hangs_costs_its_phases_timeout_only()
    {
        var shutdown = CoordinatedShutdown.Get(NewSystem("akka.coordinated-shutdown.phases.service-unbind.timeout = 10ms"));
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "hangs", () => new TaskCompletionSource<Done>().Task);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "next", Run("next"));

        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience);

        _ran.ShouldBe(["next"]);
    }

    [Fact]
    public async Task A_phase_of_ones_own_runs_where_it_is_configured()
    {
        var shutdown = CoordinatedShutdown.Get(NewSystem("""
            akka.coordinated-shutdown.phases {
              drain { timeout = 7s, depends-on = [service-unbind] }
              service-stop.depends-on = [drain]
            }
            """));
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "stop", Run("stop"));
        shutdown.AddTask("drain", "drain", Run("drain"));
        shutdown.Timeout("drain").ShouldBe(TimeSpan.FromSeconds(7));

        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience);

        _ran.ShouldBe(["drain", "stop"]);
    }

    [Fact]
    public void A_circle_of_phases_is_refused()
    {
        var thrown = Should.Throw<ArgumentException>(
            () => NewSystem("akka.coordinated-shutdown.phases.before-service-unbind.depends-on = [service-stop]"));

        thrown.Message.ShouldContain("circle");
    }

    [Fact]
    public async Task An_unknown_phase_is_refused()
    {
        var system = NewSystem();

        Should.Throw<ArgumentException>(() => CoordinatedShutdown.Get(system).AddTask("unknown", "task", Run("task")))
            .Message.ShouldContain("service-stop");

        await system.Terminate().WaitAsync(Patience);
    }

    private static ActorSystem NewSystem(string config = "") => ActorSystem.Create("shutdown", ConfigurationFactory
        .ParseString(config)
        .WithFallback(ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }")));

    private Func<Task<Done>> Run(string name) => () =>
    {
        _ran.Enqueue(name);
        return Task.FromResult(Done.Instance);
    };
}
