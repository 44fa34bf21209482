using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ActorQueue.Cli.Access;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Display;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;
using Spectre.Console;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue list</c>: tasks, live ones first, then finished ones from the newest on.</summary>
internal static class ListCommand
{
    private const int DefaultLimit = 50;

    // A sort has to read everything that matches; past this it says so instead of filling the memory.
    private const int MostSorted = 100_000;

    private static readonly Dictionary<string, Func<TaskView, IComparable?>> SortKeys = new(StringComparer.OrdinalIgnoreCase)
    {
        ["created"] = task => task.CreatedAt,
        ["started"] = task => task.StartedAt,
        ["completed"] = task => task.CompletedAt,
        ["due"] = task => task.DueAt,
        ["priority"] = task => task.Priority,
        ["status"] = task => (int)task.Status,
        ["kind"] = task => task.Kind,
        ["name"] = task => task.Name,
        ["attempts"] = task => task.Attempts,
    };

    private static IReadOnlyList<string> Words { get; } = [.. QueueTaskStatusWords.All.Select(status => status.ToWord())];

    public static Command Create()
    {
        var status = CommandOptions.Word("--status", "STATUS", $"Only tasks of this status: {string.Join(", ", Words)}", Words);
        var kind = new Option<string?>("--kind") { Description = "Only tasks of this kind", HelpName = "KIND" };
        var sort = CommandOptions.Word("--sort", "KEY", $"Sort by {string.Join(", ", SortKeys.Keys)}; reads everything that matches", [.. SortKeys.Keys]);
        var descending = new Option<bool>("--desc") { Description = "Sort from the greatest on" };
        var limit = CommandOptions.Number("--limit", "N", $"Tasks at most [default: {DefaultLimit}]", 1, 1_000_000);
        var cursor = new Option<string?>("--cursor") { Description = "Go on where a page ended: the nextCursor of its JSON", HelpName = "CURSOR" };
        var command = new DocumentedCommand("list", "List tasks: live ones first, then finished ones, newest first")
        {
            Examples =
            [
                ("actorqueue list", $"The first {DefaultLimit} tasks"),
                ("actorqueue list --status failed --limit 1000", "What failed"),
                ("actorqueue list --sort priority --desc --limit 10", "What matters most"),
                ("actorqueue list --json | jq -r '.tasks[].name'", "For other programs"),
            ],
        };
        foreach (var option in new Option[] { status, kind, sort, descending, limit, cursor })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(sort) is not null && result.GetValue(cursor) is not null)
            {
                result.AddError("--cursor goes on in the queue's own order: it excludes --sort.");
            }
        });
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            var query = Query(("status", parse.GetValue(status)), ("kind", parse.GetValue(kind)));
            var most = parse.GetValue(limit) ?? DefaultLimit;
            var page = parse.GetValue(sort) is { } key
                ? await ReadSortedAsync(queue.Api, query, SortKeys[key], parse.GetValue(descending), most, cancellationToken)
                : await ReadAsync(queue.Api, query, most, parse.GetValue(cursor), cancellationToken);
            if (options.IsJson(parse))
            {
                Console.WriteLine(JsonSerializer.Serialize(page, ApiJson.Indented.TaskPage));
            }
            else
            {
                Write(page);
            }

            return ExitCode.Completed;
        });
        return command;
    }

    private static string Query(params ReadOnlySpan<(string Name, string? Value)> filters)
    {
        var query = "";
        foreach (var (name, value) in filters)
        {
            query += value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
        }

        return query;
    }

    private static async Task<TaskPage> ReadAsync(ApiClient api, string query, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var tasks = new List<TaskView>();
        do
        {
            var size = Math.Min(limit - tasks.Count, ListTasks.MaxPageSize).ToString(CultureInfo.InvariantCulture);
            var from = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
            var page = await api.GetAsync($"tasks?limit={size}{from}{query}", ApiJson.Default.TaskPage, cancellationToken);
            tasks.AddRange(page.Tasks);
            cursor = page.NextCursor;
        }
        while (cursor is not null && tasks.Count < limit);
        return new TaskPage(tasks, cursor);
    }

    private static async Task<TaskPage> ReadSortedAsync(
        ApiClient api, string query, Func<TaskView, IComparable?> key, bool isDescending, int limit, CancellationToken cancellationToken)
    {
        var all = await ReadAsync(api, query, MostSorted, null, cancellationToken);
        if (all.NextCursor is not null)
        {
            throw new CommandFailedException(ExitCode.Refused, $"More than {MostSorted} tasks match: a filter makes them few enough to be sorted.");
        }

        var sorted = isDescending ? all.Tasks.OrderByDescending(key) : all.Tasks.OrderBy(key);
        return new TaskPage([.. sorted.Take(limit)], null);
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
