using System.CommandLine;
using System.Text.Json;
using ActorQueue.Cli.Access;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue cancel</c>: tasks by their ids.</summary>
internal static class CancelCommand
{
    public static Command Create()
    {
        var ids = CommandOptions.TaskIds("The tasks to cancel; or options say which", mayBeNone: true);
        var filter = new FilterOptions();
        var all = new Option<bool>("--all") { Description = "Every task that has not ended" };
        var yes = CommandOptions.Yes();
        var command = new DocumentedCommand("cancel", "Cancel tasks: waiting ones at once, running ones are asked to stop")
        {
            Notes =
            [
                "Tasks are named by their ids, or by options that say which; then it asks first, and --yes says that it is meant.",
                "",
                "Exit codes: 0 all are cancelled or have been asked to stop, 1 some had already ended, 2 some are unknown.",
            ],
            Examples =
            [
                ("actorqueue cancel 0193b2d0-5c1e-7a55-8f0e-1f2e3d4c5b6a", "One task"),
                ("actorqueue cancel --kind thumbnail --yes", "Everything of a kind"),
            ],
        };
        command.Arguments.Add(ids);
        filter.AddTo(command);
        command.Options.Add(all);
        command.Options.Add(yes);
        command.Validators.Add(result =>
        {
            var isFiltered = filter.IsGiven(result) || result.GetValue(all);
            if (CommandOptions.IsGiven(result, ids) == isFiltered)
            {
                result.AddError(isFiltered ? "ID names tasks one by one: it excludes options that say which." : "ID is missing: tasks' ids, or options that say which tasks, or --all.");
            }
        });
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            if (parse.GetValue(ids) is { Length: > 0 } tasks)
            {
                return await CancelEachAsync(queue.Api, tasks, options.IsJson(parse), cancellationToken);
            }

            CommandOptions.Confirm(parse.GetValue(all) ? "Cancel every task?" : "Cancel every task that fits?", parse.GetValue(yes));
            var answer = await queue.Api.PostAsync("tasks/cancel", filter.Read(parse), ApiJson.Default.TaskFilter, ApiJson.Default.TasksAffected, cancellationToken);
            Console.WriteLine(options.IsJson(parse) ? JsonSerializer.Serialize(answer, ApiJson.Indented.TasksAffected) : $"{Counted.Of(answer.Count, "task")} cancelled or asked to stop.");
            return ExitCode.Completed;
        });
        return command;
    }

    private static Task<int> CancelEachAsync(ApiClient api, IReadOnlyList<string> tasks, bool isJson, CancellationToken cancellationToken) => TaskAnswers.ForEachAsync(
        tasks,
        isJson,
        id => api.PostAsync($"tasks/{id}/cancel", ApiJson.Default.TaskCancelAnswered, cancellationToken),
        Describe,
        answer => answer.Result != CancelResult.AlreadyFinished,
        ApiJson.Indented.IReadOnlyListTaskCancelAnswered);

    private static string Describe(TaskCancelAnswered answer) => answer.Result switch
    {
        CancelResult.Cancelled => "cancelled",
        CancelResult.Requested => "asked to stop",
        CancelResult.AlreadyFinished => $"had already ended: {answer.Status.ToWord()}",
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer.Result, "Not an answer about a known task."),
    };
}
