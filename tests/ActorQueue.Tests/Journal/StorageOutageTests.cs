using ActorQueue.Contracts;
using ActorQueue.Gateway;
using ActorQueue.Hosting;
using ActorQueue.Supervision;
using ActorQueue.Tests.Metrics;
using Akka.Actor;
using Akka.Pattern;

namespace ActorQueue.Tests.Journal;

/// <summary>The parent that starts the queue again is the circuit breaker in front of the storage.</summary>
public sealed class StorageOutageTests : QueueTestKit
{
    [Fact]
    public async Task While_the_storage_fails_requests_are_answered_at_once_and_the_tries_come_ever_more_seldom()
    {
        Journal.Failure = new IOException("disk full");
        var gateway = Sys.ActorOf(QueueGateway.Props(Settings.Gateway));
        var parent = Sys.ActorOf(QueueRuntime.Restarting(QueueSupervisor.Props(Setup(gateway)), "supervisor", Settings.Journal, Metrics));
        var delay = Settings.Journal.RestartDelay;

        for (var failures = 1; failures <= 8; failures++)
        {
            await AwaitConditionAsync(async () => (await parent.Ask<BackoffSupervisor.RestartCount>(BackoffSupervisor.GetRestartCount.Instance)).Count == failures);
            (await gateway.Ask<QueueUnavailable>(GetStatistics.Instance)).Reason.ShouldContain("disk full");

            Clock.Advance(delay - TimeSpan.FromMilliseconds(1));
            (await parent.Ask<BackoffSupervisor.CurrentChild>(BackoffSupervisor.GetCurrentChild.Instance)).Ref.ShouldBeNull($"failure {failures}: nothing before {delay}");
            Clock.Advance(delay * 0.2 + TimeSpan.FromMilliseconds(2));
            delay = TimeSpan.FromTicks(Math.Min(2 * delay.Ticks, Settings.Journal.RestartMaxDelay.Ticks));
        }

        delay.ShouldBe(Settings.Journal.RestartMaxDelay);
        Journal.Failure = null;
        await AwaitConditionAsync(async () =>
        {
            Clock.Advance(Settings.Journal.RestartMaxDelay);
            return await gateway.Ask<object>(GetStatistics.Instance) is QueueStatistics;
        });
    }

    [Fact]
    public void A_part_of_the_queue_that_fails_is_counted()
    {
        using var measured = new MeasuredValues(Metrics.Meter);

        Sys.ActorOf(QueueRuntime.Restarting(Props.Create(() => new Failing()), "part", Settings.Journal, Metrics)).Tell("fail");

        AwaitCondition(() => measured.Sum("actorqueue.system_errors", "part", "part") == 1);
    }

    // A try that waits for a lock would outlive the time after which the delays begin anew, and they never grew.
    [Fact]
    public void A_try_that_waits_as_long_as_it_may_does_not_pass_for_a_recovery()
    {
        Settings.Journal.RestartMaxDelay.ShouldBeGreaterThan(Settings.Journal.CallTimeout);
        Should.Throw<QueueConfigurationException>(() => TestQueue.Settings("actorqueue.journal { connection-timeout = 6s }"))
            .Message.ShouldContain("restart-max-delay");
    }

    [Fact]
    public void The_settings_reach_the_journal()
    {
        var config = QueueConfiguration.Build(new ActorQueueOptions { Hocon = "actorqueue.journal { connection-timeout = 4s, max-connection-retries = 5, restart-max-delay = 9s }" });

        var journal = config.GetConfig("akka.persistence.journal.sql").ShouldNotBeNull();
        journal.GetString("connection-string", "").ShouldContain("Default Timeout=4");
        journal.GetInt("circuit-breaker.max-failures").ShouldBe(6);
        journal.GetTimeSpan("circuit-breaker.call-timeout").ShouldBe(TimeSpan.FromSeconds(6));
        journal.GetTimeSpan("circuit-breaker.reset-timeout").ShouldBe(TimeSpan.FromSeconds(9));
        SettingsReader.Read(QueueConfiguration.Reference).Journal.ShouldSatisfyAllConditions(
            settings => settings.ConnectionTimeout.ShouldBe(TimeSpan.FromSeconds(5)),
            settings => settings.MaxConnectionRetries.ShouldBe(3));
    }

    private sealed class Failing : ReceiveActor
    {
        public Failing() => Receive<string>(_ => throw new IOException("no space left on device"));
    }
}
