using ActorQueue.Cli.Display;
using ActorQueue.Contracts;

namespace ActorQueue.Cli.Tests.Display;

public sealed class StatisticsTextTests
{
    [Fact]
    public void Kinds_priorities_and_workers_have_their_numbers()
    {
        var lines = StatisticsText.Lines(new QueueStatistics
        {
            ByKind = [new GroupStatistics { Name = "thumbnail", WaitingTasks = 12, CompletedTasks = 3, AverageProcessingTime = 0.25 }, new GroupStatistics { Name = "a\u001b[2J", FailedTasks = 4 }],
            ByPriority = [new GroupStatistics { Name = "20", ProcessingTasks = 7 }],
            ByWorker = [new WorkerCounts { WorkerId = "node-1", ProcessingTasks = 1, Processed = 5, Failures = 2 }],
        }).ToList();

        lines[^10..].ShouldBe(
        [
            "",
            "Kind       waiting  running  done  failed    mean",
            "thumbnail       12        0     3       0  250 ms",
            @"a\x1b[2J         0        0     0       4       –",
            "",
            "Priority  waiting  running  done  failed  mean",
            "20              0        7     0       0     –",
            "",
            "Worker  running  ended  failed",
            "node-1        1      5       2",
        ]);
    }

    [Fact]
    public void Before_anything_has_ended_no_rate_and_no_time_is_claimed()
    {
        var lines = StatisticsText.Lines(new QueueStatistics { TotalTasks = 1, PendingTasks = 1, SuccessRate = 100 }).ToList();

        lines.ShouldContain("Success    –");
        lines.ShouldContain("Attempt    –");
        lines.ShouldContain("Wait       –");
        lines.ShouldNotContain("");
    }

    [Fact]
    public void What_is_held_back_is_named()
    {
        var lines = StatisticsText.Lines(new QueueStatistics { PausedKinds = ["a", "b"], OpenBreakers = ["c"] }).ToList();

        lines.ShouldContain("Paused     a, b");
        lines.ShouldContain("Broken     c: the circuit breaker is open");
    }
}
