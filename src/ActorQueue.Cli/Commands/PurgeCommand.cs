using System.CommandLine;
using System.Text.Json;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue purge</c>: empties the queue of what fits.</summary>
internal static class PurgeCommand
{
    public static Command Create()
    {
        var filter = new FilterOptions();
        var yes = CommandOptions.Yes();
        var command = new DocumentedCommand("purge", "Empty the queue: waiting tasks end as cancelled, finished ones are deleted where --status names theirs")
        {
            Notes = ["Running tasks are left alone. Without a filter every waiting task goes. It asks first; --yes says that it is meant."],
            Examples =
            [
                ("actorqueue purge --kind thumbnail --max-priority low", "What waits of a kind with a low priority"),
                ("actorqueue purge --status failed --ended-before 7d --yes", "Old failures, without being asked"),
            ],
        };
        filter.AddTo(command);
        command.Options.Add(yes);
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            CommandOptions.Confirm(filter.IsGiven(parse) ? "Purge every task that fits?" : "Purge every waiting task?", parse.GetValue(yes));
            var answer = await queue.Api.PostAsync("purge", filter.Read(parse), ApiJson.Default.TaskFilter, ApiJson.Default.TasksAffected, cancellationToken);
            Console.WriteLine(options.IsJson(parse) ? JsonSerializer.Serialize(answer, ApiJson.Indented.TasksAffected) : $"{Counted.Of(answer.Count, "task")} purged.");
            return ExitCode.Completed;
        });
        return command;
    }
}
