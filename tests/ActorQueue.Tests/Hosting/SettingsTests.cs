using ActorQueue.Hosting;

namespace ActorQueue.Tests.Hosting;

public sealed class SettingsTests
{
    [Fact]
    public void The_shipped_defaults_are_those_that_the_seeds_fix()
    {
        var settings = SettingsReader.Read(QueueConfiguration.Build(new ActorQueueOptions()));

        settings.Queue.MaxLength.ShouldBe(1000);
        settings.Queue.Retry.MaxAttempts.ShouldBe(4);
        settings.Queue.Retry.Delay.ShouldBe(TimeSpan.FromSeconds(5));
        settings.Queue.Retry.Base.ShouldBe(2.0);
        settings.Queue.Retry.MaxDelay.ShouldBe(TimeSpan.FromSeconds(60));
        settings.Queue.Retry.Jitter.ShouldBe(0.1);
        settings.Queue.Retry.PriorityStep.ShouldBe(1);
        settings.Queue.AttemptTimeout.ShouldBe(TimeSpan.FromSeconds(300));
        settings.Queue.CrashBudget.ShouldBe(3);
        settings.Workers.SyncThreads.ShouldBe(20);
        settings.Workers.HeartbeatInterval.ShouldBe(TimeSpan.FromSeconds(30));
        settings.Workers.BatchSize.ShouldBe(100);
        settings.Workers.CollectGarbage.ShouldBeTrue();
        settings.Memory.ShouldBe(new MemorySettings(85, 70, TimeSpan.FromSeconds(30), 300_000_000));
        settings.ProgressInterval.ShouldBe(TimeSpan.FromSeconds(10));
        settings.History.Retention.ShouldBe(TimeSpan.FromDays(7));
        settings.History.CleanupEnabled.ShouldBeTrue();
    }

    [Fact]
    public void Options_in_code_win_over_text_and_text_wins_over_the_defaults()
    {
        var settings = SettingsReader.Read(QueueConfiguration.Build(new ActorQueueOptions
        {
            Workers = 7,
            MaxRetries = 1,
            DataDirectory = "/data/with \"quotes\"",
            Hocon = "actorqueue { workers.max = 3, queue.max-length = 5, memory.check-interval = 1s }",
        }));

        settings.Workers.Analyzers.ShouldBe(7);
        settings.Queue.Retry.MaxAttempts.ShouldBe(2);
        settings.Queue.MaxLength.ShouldBe(5);
        settings.Memory.CheckInterval.ShouldBe(TimeSpan.FromSeconds(1));
        settings.DataDirectory.ShouldBe("/data/with \"quotes\"");
    }

    [Fact]
    public void Every_problem_is_named_at_once_with_its_key()
    {
        var options = new ActorQueueOptions
        {
            Hocon = """
                actorqueue {
                  workers.max = 5000
                  retry { base = 0.5, delay = soon }
                  memory { threshold = 60, grow-below = 70 }
                  queue.name = "no spaces please"
                }
                """,
        };

        var problems = Should.Throw<QueueConfigurationException>(() => SettingsReader.Read(QueueConfiguration.Build(options))).Problems;

        problems.Count.ShouldBe(5);
        foreach (var key in (string[])["workers.max", "retry.base", "retry.delay", "memory.grow-below", "queue.name"])
        {
            problems.ShouldContain(problem => problem.StartsWith($"actorqueue.{key}:", StringComparison.Ordinal), $"{key} is not named in: {string.Join("; ", problems)}");
        }
    }

    [Fact]
    public void Text_that_is_not_hocon_is_a_configuration_problem() =>
        Should.Throw<QueueConfigurationException>(() => QueueConfiguration.Build(new ActorQueueOptions { Hocon = "a { b" }));

    [Fact]
    public void A_missing_file_is_a_configuration_problem_that_names_it() =>
        Should.Throw<QueueConfigurationException>(() => QueueConfiguration.Build(new ActorQueueOptions { ConfigFile = "/no/such/file.conf" }))
            .Message.ShouldContain("/no/such/file.conf");
}
