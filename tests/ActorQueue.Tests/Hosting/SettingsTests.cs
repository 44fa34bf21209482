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
        settings.ProgressCallInterval.ShouldBe(TimeSpan.FromSeconds(1));
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
                  worker.timeout = 1m, lease.timeout = 5m
                  workers { memory-limit = 2 GB, max-memory-limit = 1 GB }
                }
                """,
        };

        var problems = Should.Throw<QueueConfigurationException>(() => SettingsReader.Read(QueueConfiguration.Build(options))).Problems;

        problems.Count.ShouldBe(7);
        foreach (var key in (string[])["workers.max", "retry.base", "retry.delay", "memory.grow-below", "queue.name", "worker.timeout", "workers.max-memory-limit"])
        {
            problems.ShouldContain(problem => problem.StartsWith($"actorqueue.{key}:", StringComparison.Ordinal), $"{key} is not named in: {string.Join("; ", problems)}");
        }
    }

    [Fact]
    public void A_queue_has_what_its_block_says_and_for_the_rest_what_the_top_level_says()
    {
        var settings = Read("""
            actorqueue {
              queue.max-length = 5, retry.max-retries = 7, workers { max = 3, cpu-percent = auto }
              queues { video { queue.max-length = 50, workers.max = 2, breaker.failures = 4 }, mail {} }
            }
            """);

        settings.IsDefaultQueue.ShouldBeTrue();
        settings.OtherQueues.Select(queue => (queue.QueueName, queue.IsDefaultQueue, queue.Queue.MaxLength, queue.Queue.Retry.MaxAttempts, queue.Workers.Analyzers, queue.Queue.Breaker.Failures))
            .ShouldBe([("video", false, 50, 8, 2, 4), ("mail", false, 5, 8, 3, 0)], ignoreOrder: true);

        // Three pools that each reserved all of the machine would reserve it three times.
        new[] { settings }.Concat(settings.OtherQueues).ShouldAllBe(queue => queue.Workers.Terms.Capacity!.CpuPercent == Environment.ProcessorCount * 100 / 3);
    }

    [Fact]
    public void A_process_that_is_to_run_nothing_runs_nothing_of_any_queue() =>
        SettingsReader.Read(QueueConfiguration.Build(new ActorQueueOptions { Workers = 0, Hocon = "actorqueue.queues.video.workers.max = 2" }))
            .OtherQueues.Single().Workers.Analyzers.ShouldBe(0);

    [Fact]
    public void Problems_of_all_queues_are_named_at_once_each_where_it_was_written()
    {
        var problems = Should.Throw<QueueConfigurationException>(() => Read("""
            actorqueue {
              retry.base = 0.5
              queues {
                video { queue.max-length = -1, attempt.timeout = soon, lease.timeout = 1h }
                mail { data-directory = "/elsewhere", encryption.keys.a = b, memory.threshold = 50, queue.max-lenght = 3, queue.name = post }
                default {}
                "no spaces please" {}
                a-0-snapshot {}
                flat = 5
              }
            }
            """)).Problems;

        foreach (var (path, problem) in ((string, string)[])
        [
            ("retry.base", "is not in the range"), ("queues.video.queue.max-length", "is not in the range"), ("queues.video.attempt.timeout", "cannot be read"),
            ("queues.video.lease.timeout", "worker.timeout"), ("queues.mail.data-directory", "belongs to the node"), ("queues.mail.encryption.keys.a", "belongs to the node"),
            ("queues.mail.memory.threshold", "belongs to the node"), ("queues.mail.queue.max-lenght", "is no setting"), ("queues.mail.queue.name", "block's own name"),
            ("queues.default", "default queue"), ("queues", "'no spaces please'"), ("queues", "'a-0-snapshot'"), ("queues.flat", "block of settings"),
        ])
        {
            problems.Count(told => told.StartsWith($"actorqueue.{path}: ", StringComparison.Ordinal) && told.Contains(problem, StringComparison.Ordinal))
                .ShouldBe(1, $"{path}, {problem}, in: {string.Join("; ", problems)}");
        }
    }

    [Fact]
    public void There_are_at_most_a_hundred_further_queues() =>
        Should.Throw<QueueConfigurationException>(() => Read($"actorqueue.queues {{ {string.Join(", ", Enumerable.Range(1, 101).Select(i => $"q{i} {{}}"))} }}"))
            .Problems.ShouldHaveSingleItem().ShouldContain("101 are more than 100");

    [Fact]
    public void A_queue_in_code_that_is_not_hocon_is_named() =>
        Should.Throw<QueueConfigurationException>(() => QueueConfiguration.Build(new ActorQueueOptions { Queues = { ["video"] = "a { b" } })).Message.ShouldContain("video");

    [Fact]
    public void Text_that_is_not_hocon_is_a_configuration_problem() =>
        Should.Throw<QueueConfigurationException>(() => QueueConfiguration.Build(new ActorQueueOptions { Hocon = "a { b" }));

    [Fact]
    public void A_missing_file_is_a_configuration_problem_that_names_it() =>
        Should.Throw<QueueConfigurationException>(() => QueueConfiguration.Build(new ActorQueueOptions { ConfigFile = "/no/such/file.conf" }))
            .Message.ShouldContain("/no/such/file.conf");

    private static ActorQueueSettings Read(string hocon) => SettingsReader.Read(QueueConfiguration.Build(new ActorQueueOptions { Hocon = hocon }));
}
