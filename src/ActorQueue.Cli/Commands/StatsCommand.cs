using System.CommandLine;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Display;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue stats</c>: the queue's counts, rates and times.</summary>
internal static class StatsCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand("stats", "Show the queue's counts, rates and times")
        {
            Examples = [("actorqueue stats", "All numbers"), ("actorqueue stats --json", "The same for other programs")],
        };
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            if (options.IsJson(parse))
            {
                QueueOptions.WriteJson(await queue.Api.GetAsync("stats", cancellationToken));
            }
            else
            {
                Write(await queue.Api.GetAsync("stats", ApiJson.Default.QueueStatistics, cancellationToken));
            }

            return ExitCode.Completed;
        });
        return command;
    }

    private static void Write(QueueStatistics statistics)
    {
        Row("Tasks", ("accepted", statistics.TotalTasks), ("completed", statistics.CompletedTasks), ("failed", statistics.FailedTasks), ("cancelled", statistics.CancelledTasks));
        Row("Waiting", ("pending", statistics.PendingTasks), ("scheduled", statistics.ScheduledTasks), ("blocked", statistics.BlockedTasks), ("retry", statistics.RetryTasks), ("paused", statistics.PausedTasks));
        Row("Running", ("processing", statistics.ProcessingTasks));
        Row("Attempts", ("retries", statistics.Retries), ("interrupted", statistics.InterruptedAttempts));
        Console.WriteLine($"{"Success",-10} {statistics.SuccessRate:F1} %");
        Console.WriteLine($"{"Attempt",-10} mean {Seconds(statistics.AverageProcessingTime)}, half within {Seconds(statistics.ProcessingTimeP50)}, 95 % within {Seconds(statistics.ProcessingTimeP95)}, 99 % within {Seconds(statistics.ProcessingTimeP99)}");
        Console.WriteLine($"{"Wait",-10} mean {Seconds(statistics.AverageWaitTime)}, half within {Seconds(statistics.WaitTimeP50)}, 95 % within {Seconds(statistics.WaitTimeP95)}, 99 % within {Seconds(statistics.WaitTimeP99)}");
        Console.WriteLine($"{"Throughput",-10} {statistics.Throughput:F2} tasks/s over the last minute, {statistics.Throughput5Minutes:F2} over 5, {statistics.Throughput15Minutes:F2} over 15");
        Console.WriteLine($"{"Memory",-10} {TerminalText.Bytes(statistics.LiveBytes)} held for live tasks");
    }

    private static void Row(string title, params ReadOnlySpan<(string Name, long Value)> values)
    {
        var text = new List<string>();
        foreach (var (name, value) in values)
        {
            text.Add($"{value} {name}");
        }

        Console.WriteLine($"{title,-10} {string.Join(", ", text)}");
    }

    private static string Seconds(double seconds) => seconds < 1 ? $"{seconds * 1000:F0} ms" : $"{seconds:F1} s";
}
