using System.CommandLine;
using ActorQueue.Cli.Access;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Display;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue status</c>: one task with everything known of it, or the queue in a few lines.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var id = CommandOptions.TaskIdOrNone("A task's id, as `list` shows it, of any queue unless --queue names one; without it the queue as a whole");
        var command = new DocumentedCommand("status", "Show one task, or the queue in a few lines")
        {
            Examples =
            [
                ("actorqueue status", "How many tasks wait, run and have ended"),
                ("actorqueue status --queue video", "The same of another queue than the default one"),
                ("actorqueue status 0193b2d0-5c1e-7a55-8f0e-1f2e3d4c5b6a --json", "Everything about one task, as JSON"),
            ],
        };
        command.Arguments.Add(id);
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            var name = options.Queue(parse);
            var path = "stats";
            if (parse.GetValue(id) is { } task)
            {
                path = $"tasks/{TaskId.Parse(task)}";
                if (name is null && await FindQueueAsync(queue.Api, path, cancellationToken) is { } other)
                {
                    (name, path) = (other, $"{path}?queue={Uri.EscapeDataString(other)}");
                }
            }

            if (options.IsJson(parse))
            {
                QueueOptions.WriteJson(await queue.Api.GetAsync(path, cancellationToken));
            }
            else if (parse.GetValue(id) is null)
            {
                WriteQueue(name, await queue.Api.GetAsync(path, ApiJson.Default.QueueStatistics, cancellationToken), queue.IsHosted);
            }
            else
            {
                WriteTask(name, await queue.Api.GetAsync(path, ApiJson.Default.TaskView, cancellationToken));
            }

            return ExitCode.Completed;
        });
        return command;
    }

    /// <summary>Another than the default queue that knows the task, where that one does not; null: none, or there is no other.</summary>
    private static async Task<string?> FindQueueAsync(ApiClient api, string path, CancellationToken cancellationToken)
    {
        if (await api.FindAsync(path, ApiJson.Default.TaskView, cancellationToken) is not null)
        {
            return null;
        }

        foreach (var queue in (await api.GetAsync("queues", ApiJson.Default.QueueList, cancellationToken)).Queues.Where(queue => !queue.IsDefault))
        {
            if (await api.FindAsync($"{path}?queue={Uri.EscapeDataString(queue.Name)}", ApiJson.Default.TaskView, cancellationToken) is not null)
            {
                return queue.Name;
            }
        }

        return null;
    }

    private static void WriteQueue(string? name, QueueStatistics statistics, bool isHosted)
    {
        var mode = statistics.IsPaused ? "paused" : statistics.IsDraining ? "draining" : "ready";
        var waiting = statistics.PendingTasks + statistics.ScheduledTasks + statistics.BlockedTasks + statistics.RetryTasks + statistics.PausedTasks;
        Console.WriteLine($"Queue{(name is null ? "" : " " + name)}: {mode}, {waiting} waiting, {statistics.ProcessingTasks} processing");
        Console.WriteLine($"Ended: {statistics.CompletedTasks} completed, {statistics.FailedTasks} failed, {statistics.CancelledTasks} cancelled of {statistics.TotalTasks} accepted");
        if (waiting > 0)
        {
            Console.WriteLine($"The oldest waits for {TerminalText.Clock(TimeSpan.FromSeconds(statistics.OldestWaitingSeconds))}");
        }

        if (waiting > 0 && !isHosted)
        {
            Console.WriteLine("No host runs: `actorqueue start` works it off, and so does the same `actorqueue analyze PATH` as before");
        }
    }

    private static void WriteTask(string? queue, TaskView task)
    {
        Field("Task", task.Id.ToString());
        Field("Name", task.Name);
        Field("Queue", queue);
        Field("Kind", task.Kind);
        Field("Status", task.Status.ToWord());
        Field("About", task.Description);
        Field("Tags", task.Tags.Count > 0 ? string.Join(", ", task.Tags) : null);
        Field("Batch", task.BatchId?.ToString());
        Field("Schedule", task.ScheduleId);
        Field("Parent", task.ParentId?.ToString() ?? task.ParentBatchId?.ToString());
        Field("Waits for", task.DependsOn.Count > 0 ? string.Join(", ", task.DependsOn.Select(dependency => dependency.Id)) : null);
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
