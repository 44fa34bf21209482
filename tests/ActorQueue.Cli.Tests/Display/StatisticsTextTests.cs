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
            ByKind =
            [
                new GroupStatistics
                {
                    Name = "thumbnail",
                    WaitingTasks = 12,
                    OldestWaitingSeconds = 64,
                    CompletedTasks = 3,
                    FailedTasks = 1,
                    Retries = 1,
                    SuccessRate = 75,
                    RetryRate = 20,
                    Throughput = 0.5,
                    Throughput5Minutes = 0.25,
                    Throughput15Minutes = 0.12,
                    AverageProcessingTime = 0.25,
                    ProcessingTimeP50 = 0.2,
                    ProcessingTimeP95 = 0.9,
                    ProcessingTimeP99 = 1.5,
                    AverageWaitTime = 3,
                    WaitTimeP50 = 2,
                    WaitTimeP95 = 7,
                    WaitTimeP99 = 8,
                },
                new GroupStatistics { Name = "a\u001b[2J", SuccessRate = 100 },
            ],
            ByPriority = [new GroupStatistics { Name = "20", ProcessingTasks = 7, SuccessRate = 100 }],
            ByWorker =
            [
                new WorkerCounts
                {
                    WorkerId = "node-1",
                    ProcessingTasks = 1,
                    Processed = 5,
                    Failures = 2,
                    SuccessRate = 60,
                    UptimeSeconds = 3723,
                    Throughput = 0.5,
                    Throughput5Minutes = 0.25,
                    Throughput15Minutes = 0.12,
                    AverageProcessingTime = 0.25,
                    ProcessingTimeP50 = 0.2,
                    ProcessingTimeP95 = 0.9,
                    ProcessingTimeP99 = 1.5,
                },
            ],
        }).ToList();

        string.Join('\n', lines[lines.IndexOf("")..]).ShouldBe(
            """

            Kind       waiting  oldest  running  done  failed  success  retried  tasks/s  5 min  15 min
            thumbnail       12    1:04        0     3       1   75.0 %   20.0 %     0.50   0.25    0.12
            a\x1b[2J         0       –        0     0       0        –        –     0.00   0.00    0.00

            Kind       attempt    half    95 %   99 %   wait   half   95 %   99 %
            thumbnail   250 ms  200 ms  900 ms  1.5 s  3.0 s  2.0 s  7.0 s  8.0 s
            a\x1b[2J         –       –       –      –      –      –      –      –

            Priority  waiting  oldest  running  done  failed  success  retried  tasks/s  5 min  15 min
            20              0       –        7     0       0        –        –     0.00   0.00    0.00

            Priority  attempt  half  95 %  99 %  wait  half  95 %  99 %
            20              –     –     –     –     –     –     –     –

            Worker  running  ended  failed  success       up  ended/s  5 min  15 min
            node-1        1      5       2   60.0 %  1:02:03     0.50   0.25    0.12

            Worker  attempt    half    95 %   99 %
            node-1   250 ms  200 ms  900 ms  1.5 s
            """);
    }

    [Fact]
    public void Before_anything_has_ended_no_rate_and_no_time_is_claimed()
    {
        var lines = StatisticsText.Lines(new QueueStatistics { TotalTasks = 1, PendingTasks = 1, SuccessRate = 100 }).ToList();

        lines.ShouldContain("Success    –");
        lines.ShouldContain("Attempt    –");
        lines.ShouldContain("Wait       –");
        lines.ShouldContain("Retried    –");
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
