using System.CommandLine;
using System.Text.Json;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Display;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Json;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue status</c>: one task with everything known of it, or the queue in a few lines.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var id = new Argument<string?>("ID") { Description = "A task's id, as `list` shows it; without it the queue as a whole", Arity = ArgumentArity.ZeroOrOne };
        id.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !token.Value.StartsWith('-') && !TaskId.TryParse(token.Value, out _))
            {
                result.AddError($"ID must be a task's id (a UUID of version 7), it is '{token.Value}'.");
            }
        });
        var data = CommandOptions.Data();
        var json = CommandOptions.Json("Print JSON");
        var verbose = CommandOptions.Verbose();
        var command = new DocumentedCommand("status", "Show one task, or the queue in a few lines")
        {
            Examples =
            [
                ("actorqueue status", "How many tasks wait, run and have ended"),
                ("actorqueue status 0193b2d0-5c1e-7a55-8f0e-1f2e3d4c5b6a --json", "Everything about one task, as JSON"),
            ],
        };
        command.Arguments.Add(id);
        command.Options.Add(data);
        command.Options.Add(json);
        command.Options.Add(verbose);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var host = await ExistingQueue.OpenAsync(parse.GetValue(data)!, parse.GetValue(verbose));
            if (parse.GetValue(id) is not { } text)
            {
                WriteQueue(await host.Queue.GetStatisticsAsync(cancellationToken), parse.GetValue(json));
                return ExitCode.Completed;
            }

            var task = await host.Queue.GetAsync(TaskId.Parse(text), cancellationToken)
                ?? throw new CommandFailedException(ExitCode.WrongUsage, $"There is no task {text}: neither among the live ones nor in the history.");
            WriteTask(task, parse.GetValue(json));
            return ExitCode.Completed;
        });
        return command;
    }

    private static void WriteQueue(QueueStatistics statistics, bool isJson)
    {
        if (isJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(statistics, QueueJson.Indented.QueueStatistics));
            return;
        }

        var mode = statistics.IsPaused ? "paused" : statistics.IsDraining ? "draining" : "ready";
        var waiting = statistics.PendingTasks + statistics.ScheduledTasks + statistics.BlockedTasks + statistics.RetryTasks + statistics.PausedTasks;
        Console.WriteLine($"Queue: {mode}, {waiting} waiting, {statistics.ProcessingTasks} processing");
        Console.WriteLine($"Ended: {statistics.CompletedTasks} completed, {statistics.FailedTasks} failed, {statistics.CancelledTasks} cancelled of {statistics.TotalTasks} accepted");
        if (waiting > 0)
        {
            Console.WriteLine($"The oldest waits for {TerminalText.Clock(TimeSpan.FromSeconds(statistics.OldestWaitingSeconds))}; the same `actorqueue analyze PATH` as before continues");
        }
    }

    private static void WriteTask(TaskView task, bool isJson)
    {
        if (isJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(task, QueueJson.Indented.TaskView));
            return;
        }

        Field("Task", task.Id.ToString());
        Field("Name", task.Name);
        Field("Kind", task.Kind);
        Field("Status", task.Status.ToWord());
        Field("Priority", TaskPriority.ToName(task.Priority));
        Field("Attempts", task.Attempts.ToString());
        Field("Worker", task.WorkerId);
        Field("Created", Time(task.CreatedAt));
        Field("Started", Time(task.StartedAt));
        Field("Due", Time(task.DueAt));
        Field("Completed", Time(task.CompletedAt));
        Field("Error", task.Error is { } error ? $"{error.Code}: {error.Message}" : null);
        Field("Result", task.Result is { } result ? System.Text.Encoding.UTF8.GetString(result.Span) : null);
    }

    private static string? Time(DateTimeOffset? time) => time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss");

    private static void Field(string name, string? value)
    {
        if (value is not null)
        {
            Console.WriteLine($"{name,-10} {TerminalText.Clean(value)}");
        }
    }
}
