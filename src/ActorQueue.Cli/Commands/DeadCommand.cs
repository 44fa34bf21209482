using System.CommandLine;
using System.Text.Json;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Display;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue dead</c>: tasks that failed for good.</summary>
internal static class DeadCommand
{
    private const int DefaultLimit = 50;

    public static Command Create() => new DocumentedCommand("dead", "Dead letters: tasks that failed for good, with the errors of their attempts")
    {
        CreateList(),
        CreateShow(),
        CreateForMany("retry", "Give dead letters another run", "Retry"),
        CreateForMany("delete", "Delete dead letters", "Delete"),
    };

    private static DocumentedCommand CreateList()
    {
        var filter = new FilterOptions();
        var limit = CommandOptions.Number("--limit", "N", $"Tasks at most [default: {DefaultLimit}]", 1, ListTasks.MaxPageSize);
        var command = new DocumentedCommand("list", "List dead letters, those that failed last first")
        {
            Examples = [("actorqueue dead list --error timeout --ended-after 1d", "What timed out since yesterday"), ("actorqueue dead list --error-contains 'not audio'", "By what the error says")],
        };
        filter.AddTo(command);
        command.Options.Add(limit);
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            var path = $"dead?limit={parse.GetValue(limit) ?? DefaultLimit}{FilterOptions.Query(filter.Read(parse))}";
            if (options.IsJson(parse))
            {
                QueueOptions.WriteJson(await queue.Api.GetAsync(path, cancellationToken));
                return ExitCode.Completed;
            }

            var page = await queue.Api.GetAsync(path, ApiJson.Default.TaskPage, cancellationToken);
            Console.WriteLine(page.Tasks.Count == 0 ? "No dead letters." : string.Join(Environment.NewLine, page.Tasks.Select(Row)));
            return ExitCode.Completed;
        });
        return command;
    }

    private static DocumentedCommand CreateShow()
    {
        var id = new Argument<string>("ID") { Description = "The task" };
        id.Validators.Add(CommandOptions.CheckTaskIds);
        var command = new DocumentedCommand("show", "Show a dead letter with every attempt's error")
        {
            Examples = [("actorqueue dead show 0193b2d0-5c1e-7a55-8f0e-1f2e3d4c5b6a", "How it came to fail")],
        };
        command.Arguments.Add(id);
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            var path = $"tasks/{TaskId.Parse(parse.GetRequiredValue(id))}";
            if (options.IsJson(parse))
            {
                QueueOptions.WriteJson(await queue.Api.GetAsync(path, cancellationToken));
                return ExitCode.Completed;
            }

            var task = await queue.Api.GetAsync(path, ApiJson.Default.TaskView, cancellationToken);
            Console.WriteLine($"{TerminalText.Clean(task.Name)} ({TerminalText.Clean(task.Kind)}), {task.Status.ToWord()} after {Counted.Of(task.Attempts, "attempt")}");
            foreach (var error in task.Errors)
            {
                Console.WriteLine($"  run {error.Run}, attempt {error.Attempt}, {error.At.ToLocalTime():yyyy-MM-dd HH:mm:ss}: {error.Code}: {TerminalText.Clean(error.Message)}");
            }

            return ExitCode.Completed;
        });
        return command;
    }

    private static DocumentedCommand CreateForMany(string verb, string description, string question)
    {
        var filter = new FilterOptions();
        var all = new Option<bool>("--all") { Description = "Every dead letter" };
        var yes = CommandOptions.Yes();
        var command = new DocumentedCommand(verb, description)
        {
            Notes = ["Options say which; --all says all. It asks first; --yes says that it is meant."],
            Examples = [($"actorqueue dead {verb} --kind thumbnail --yes", "Those of a kind"), ($"actorqueue dead {verb} --all", "All, after being asked")],
        };
        filter.AddTo(command);
        command.Options.Add(all);
        command.Options.Add(yes);
        command.Validators.Add(result =>
        {
            if (filter.IsGiven(result) == result.GetValue(all))
            {
                result.AddError(result.GetValue(all) ? "--all excludes options that say which." : "Options that say which are missing; --all says all.");
            }
        });
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            CommandOptions.Confirm($"{question} every dead letter{(parse.GetValue(all) ? "" : " that fits")}?", parse.GetValue(yes));
            var answer = await queue.Api.PostAsync($"dead/{verb}", filter.Read(parse), ApiJson.Default.TaskFilter, ApiJson.Default.TasksAffected, cancellationToken);
            Console.WriteLine(options.IsJson(parse)
                ? JsonSerializer.Serialize(answer, ApiJson.Indented.TasksAffected)
                : verb == "retry" ? $"{Counted.Of(answer.Count, "task waits for its", "tasks wait for their")} next run." : $"{Counted.Of(answer.Count, "task")} deleted.");
            return ExitCode.Completed;
        });
        return command;
    }

    private static string Row(TaskView task) =>
        $"{task.Id}  {task.CompletedAt?.ToLocalTime():yyyy-MM-dd HH:mm:ss}  {task.Error?.Code}{Environment.NewLine}  {TerminalText.Clean(task.Name)}: {TerminalText.Clean(task.Error?.Message ?? "")}";
}
