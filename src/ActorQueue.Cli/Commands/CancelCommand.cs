using System.CommandLine;
using System.Text.Json;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue cancel</c>: tasks by their ids.</summary>
internal static class CancelCommand
{
    public static Command Create()
    {
        var ids = CommandOptions.TaskIds("The tasks to cancel");
        var command = new DocumentedCommand("cancel", "Cancel tasks: waiting ones at once, running ones are asked to stop")
        {
            Notes = ["Exit codes: 0 all are cancelled or have been asked to stop, 1 some had already ended, 2 some are unknown."],
            Examples =
            [
                ("actorqueue cancel 0193b2d0-5c1e-7a55-8f0e-1f2e3d4c5b6a", "One task"),
                ("actorqueue list --kind thumbnail | cut -f 1 | xargs actorqueue cancel", "Whatever list shows"),
            ],
        };
        command.Arguments.Add(ids);
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            var answers = new List<TaskCancelAnswered>();
            foreach (var id in parse.GetRequiredValue(ids).Select(TaskId.Parse))
            {
                answers.Add(await queue.Api.PostAsync($"tasks/{id}/cancel", ApiJson.Default.TaskCancelAnswered, cancellationToken));
                if (!options.IsJson(parse))
                {
                    Console.WriteLine($"{id} {Describe(answers[^1])}");
                }
            }

            if (options.IsJson(parse))
            {
                Console.WriteLine(JsonSerializer.Serialize(answers, ApiJson.Indented.IReadOnlyListTaskCancelAnswered));
            }

            return answers.Any(answer => answer.Result == CancelResult.AlreadyFinished) ? ExitCode.SomeFailed : ExitCode.Completed;
        });
        return command;
    }

    private static string Describe(TaskCancelAnswered answer) => answer.Result switch
    {
        CancelResult.Cancelled => "cancelled",
        CancelResult.Requested => "asked to stop",
        CancelResult.AlreadyFinished => $"had already ended: {answer.Status.ToWord()}",
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer.Result, "Not an answer about a known task."),
    };
}
