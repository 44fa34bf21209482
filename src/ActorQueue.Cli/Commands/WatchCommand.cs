using System.CommandLine;
using System.Text.Json;
using ActorQueue.Cli.Access;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Display;
using ActorQueue.Cli.Hosting;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;
using Spectre.Console;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue watch</c>: what a host does, as it happens.</summary>
internal static class WatchCommand
{
    public static Command Create()
    {
        var id = CommandOptions.TaskIdOrNone("Only this task, until it has ended");
        var kind = new Option<string?>("--kind") { Description = "Only changes of tasks of this kind", HelpName = "KIND" };
        var plain = CommandOptions.Plain();
        var command = new DocumentedCommand("watch", "Show live what the host does; a line per change where there is no terminal")
        {
            Notes = ["Ctrl-C ends it. Exit codes: with an ID, 0 when the task completed and 1 when not; 130 ended by Ctrl-C; 3 no host runs, or it stopped."],
            Examples =
            [
                ("actorqueue watch", "The whole queue, on the whole screen"),
                ("actorqueue watch 0193b2d0-5c1e-7a55-8f0e-1f2e3d4c5b6a", "One task until its end"),
                ("actorqueue watch --json | jq -r 'select(.change == \"failed\") | .task.name'", "Failures, for other programs"),
            ],
        };
        command.Arguments.Add(id);
        command.Options.Add(kind);
        command.Options.Add(plain);
        var options = new QueueOptions(command);
        command.SetAction(async (parse, _) =>
        {
            using var signals = new StopSignals();
            await using var queue = await options.AttachAsync(parse, signals.Drain);
            try
            {
                if (parse.GetValue(id) is { } task)
                {
                    return await FollowAsync(queue.Api, TaskId.Parse(task), options.IsJson(parse), signals.Drain);
                }

                var query = parse.GetValue(kind) is { } name ? $"?kind={Uri.EscapeDataString(name)}" : "";
                if (options.IsJson(parse) || Terminal.MustBePlain(parse.GetValue(plain)))
                {
                    await WriteLinesAsync(queue.Api, query, options.IsJson(parse), signals.Drain);
                }
                else
                {
                    await new WatchScreen(AnsiConsole.Console, queue.Api, options.Data(parse), options.Queue(parse), TimeProvider.System).ShowAsync(query, signals.Drain);
                }
            }
            catch (OperationCanceledException) when (signals.Drain.IsCancellationRequested)
            {
                return ExitCode.Interrupted;
            }

            throw new CommandFailedException(ExitCode.Environment, "The host stopped.");
        });
        return command;
    }

    private static async Task WriteLinesAsync(ApiClient api, string query, bool isJson, CancellationToken cancellationToken)
    {
        await foreach (var change in api.WatchAsync(query, cancellationToken))
        {
            if (change is not null)
            {
                Write(change, isJson);
            }
        }
    }

    private static async Task<int> FollowAsync(ApiClient api, TaskId id, bool isJson, CancellationToken cancellationToken)
    {
        await foreach (var change in api.WatchAsync($"?task={id}", cancellationToken))
        {
            // The first item has no change: from then on nothing is missed, so the task is looked at now. The same after changes were missed.
            var task = change?.Task ?? await api.GetAsync($"tasks/{id}", ApiJson.Default.TaskView, cancellationToken);
            Write(change is { Task: not null } ? change : new TaskEvent(task.Status.ToWord(), task), isJson);
            if (task.Status.IsFinal())
            {
                return task.Status == QueueTaskStatus.Completed ? ExitCode.Completed : ExitCode.SomeFailed;
            }
        }

        throw new CommandFailedException(ExitCode.Environment, "The host stopped before the task had ended.");
    }

    private static void Write(TaskEvent change, bool isJson)
    {
        if (isJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(change, ApiJson.Default.TaskEvent));
        }
        else if (change.Task is { } task)
        {
            var detail = change.Change switch
            {
                "progressed" => TaskText.Progress(task.Progress),
                _ when task.Error is { } error => $"{error.Code}: {error.Message}",
                _ => "",
            };
            Console.WriteLine($"{change.Change}\t{task.Id}\t{TerminalText.Clean(task.Name)}\t{TerminalText.Clean(detail)}".TrimEnd('\t'));
        }
        else
        {
            Console.WriteLine("lagged\tchanges were missed");
        }
    }
}
