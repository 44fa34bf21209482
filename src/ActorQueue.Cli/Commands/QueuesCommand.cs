using System.CommandLine;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Display;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue queues</c>: the queues of a host, each in a line.</summary>
internal static class QueuesCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand("queues", "List the queues of the folder, each with its mode and counts")
        {
            Notes = ["A folder has one queue unless its settings name more (actorqueue.queues in DIR/actorqueue.conf). The first one is meant wherever --queue is not given."],
            Examples = [("actorqueue queues", "Names, modes and counts"), ("actorqueue queues --json | jq -r '.queues[].name'", "For other programs")],
        };
        var options = new QueueOptions(command, hasQueue: false);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            if (options.IsJson(parse))
            {
                QueueOptions.WriteJson(await queue.Api.GetAsync("queues", cancellationToken));
                return ExitCode.Completed;
            }

            var queues = (await queue.Api.GetAsync("queues", ApiJson.Default.QueueList, cancellationToken)).Queues;
            var width = queues.Max(queue => queue.Name.Length);
            foreach (var each in queues)
            {
                Console.WriteLine($"{each.Name.PadRight(width)}  {Describe(each)}");
            }

            return ExitCode.Completed;
        });
        return command;
    }

    private static string Describe(QueueSummary queue)
    {
        var waiting = queue.PendingTasks + queue.ScheduledTasks + queue.BlockedTasks + queue.RetryTasks + queue.PausedTasks;
        return queue.Mode is { } mode
            ? $"{mode.ToString().ToLowerInvariant(),-8}  {waiting} waiting, {queue.ProcessingTasks} processing, {queue.CompletedTasks} completed, {queue.FailedTasks} failed, {queue.CancelledTasks} cancelled"
            : TerminalText.Clean(queue.Problem ?? "");
    }
}
