using System.CommandLine;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Display;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue stats</c>: the queue's counts, rates and times.</summary>
internal static class StatsCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand("stats", "Show the queue's counts, rates and times, in all and by kind, priority and worker")
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
                foreach (var line in StatisticsText.Lines(await queue.Api.GetAsync("stats", ApiJson.Default.QueueStatistics, cancellationToken)))
                {
                    Console.WriteLine(line);
                }
            }

            return ExitCode.Completed;
        });
        return command;
    }
}
