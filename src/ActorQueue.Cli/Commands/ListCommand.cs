using System.CommandLine;
using System.Text.Json;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Display;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Json;
using Spectre.Console;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue list</c>: tasks, live ones first, then finished ones from the newest on.</summary>
internal static class ListCommand
{
    private const int DefaultLimit = 50;

    public static Command Create()
    {
        var data = CommandOptions.Data();
        var status = CommandOptions.Word("--status", "STATUS", $"Only tasks of this status: {string.Join(", ", Words)}", Words);
        var kind = new Option<string?>("--kind") { Description = "Only tasks of this kind", HelpName = "KIND" };
        var limit = CommandOptions.Number("--limit", "N", $"Tasks at most [default: {DefaultLimit}]", 1, 1_000_000);
        var json = CommandOptions.Json("Print JSON");
        var verbose = CommandOptions.Verbose();
        var command = new DocumentedCommand("list", "List tasks: live ones first, then finished ones, newest first")
        {
            Examples =
            [
                ("actorqueue list", $"The first {DefaultLimit} tasks"),
                ("actorqueue list --status failed --limit 1000", "What failed"),
                ("actorqueue list --json | jq -r '.tasks[].name'", "For other programs"),
            ],
        };
        foreach (var option in new Option[] { data, status, kind, limit, json, verbose })
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parse, cancellationToken) =>
        {
            var query = new ListTasks
            {
                Status = QueueTaskStatusWords.TryParse(parse.GetValue(status), out var wanted) ? wanted : null,
                Kind = parse.GetValue(kind),
            };
            await using var host = await ExistingQueue.OpenAsync(parse.GetValue(data)!, parse.GetValue(verbose));
            var page = await ReadAsync(host.Queue, query, parse.GetValue(limit) ?? DefaultLimit, cancellationToken);
            if (parse.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(page, QueueJson.Indented.TaskPage));
            }
            else
            {
                Write(page);
            }

            return ExitCode.Completed;
        });
        return command;
    }

    private static IReadOnlyList<string> Words { get; } = [.. QueueTaskStatusWords.All.Select(status => status.ToWord())];

    private static async Task<TaskPage> ReadAsync(TaskQueue queue, ListTasks query, int limit, CancellationToken cancellationToken)
    {
        var tasks = new List<TaskView>();
        string? cursor = null;
        do
        {
            var page = await queue.ListAsync(query with { Cursor = cursor, PageSize = Math.Min(limit - tasks.Count, ListTasks.MaxPageSize) }, cancellationToken);
            tasks.AddRange(page.Tasks);
            cursor = page.NextCursor;
        }
        while (cursor is not null && tasks.Count < limit);
        return new TaskPage(tasks, cursor);
    }

    private static void Write(TaskPage page)
    {
        if (page.Tasks.Count == 0)
        {
            Console.WriteLine("No tasks.");
            return;
        }

        if (Terminal.MustBePlain(isAsked: false))
        {
            // For other programs: nothing is cut, columns are separated by tabs.
            foreach (var task in page.Tasks)
            {
                Console.WriteLine($"{task.Id}\t{task.Status.ToWord()}\t{task.Attempts}\t{task.Error?.Code}\t{TerminalText.Clean(task.Name)}");
            }

            return;
        }

        WriteTable(page);
    }

    private static void WriteTable(TaskPage page)
    {
        var nameWidth = Math.Max(10, AnsiConsole.Profile.Width - 62);
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn(new TableColumn("Task").NoWrap())
            .AddColumn(new TableColumn("Status").NoWrap())
            .AddColumn(new TableColumn("Tries").NoWrap().RightAligned())
            .AddColumn(new TableColumn("Name").NoWrap());
        foreach (var task in page.Tasks)
        {
            var name = TerminalText.ShortenPath(TerminalText.Relative(task.Name), nameWidth);
            table.AddRow(task.Id.ToString(), Colored(task.Status), task.Attempts.ToString(), Markup.Escape(name));
        }

        if (page.NextCursor is not null)
        {
            table.Caption("… and more: --limit N shows them");
        }

        AnsiConsole.Write(table);
    }

    private static string Colored(QueueTaskStatus status) => status switch
    {
        QueueTaskStatus.Completed => $"[green]{status.ToWord()}[/]",
        QueueTaskStatus.Failed => $"[red]{status.ToWord()}[/]",
        QueueTaskStatus.Processing or QueueTaskStatus.Retry => $"[yellow]{status.ToWord()}[/]",
        _ => status.ToWord(),
    };
}
