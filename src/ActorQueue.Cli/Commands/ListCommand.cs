using System.CommandLine;
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

    // Everything of a row but the name: id, status, tries, and what stands between.
    private const int FixedColumns = 57;
    private const int NarrowWidth = FixedColumns + 15;

    private static readonly IReadOnlyList<string> SortKeys = ["created", "ended", "priority", "attempts"];

    public static Command Create()
    {
        var filter = new FilterOptions();
        var sort = CommandOptions.Word("--sort", "KEY", $"Sort by {string.Join(", ", SortKeys)}, live and finished ones together", SortKeys);
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
        filter.AddTo(command);
        foreach (var option in new Option[] { sort, descending, limit, cursor })
        {
            command.Options.Add(option);
        }

        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            var query = FilterOptions.Query(filter.Read(parse));
            if (parse.GetValue(sort) is { } key)
            {
                query += $"&sort={key}&desc={(parse.GetValue(descending) ? "true" : "false")}";
            }

            var page = await TaskPages.ReadAsync(queue.Api, query, parse.GetValue(limit) ?? DefaultLimit, parse.GetValue(cursor), cancellationToken);
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

        WriteRows(page, AnsiConsole.Console);
    }

    /// <summary>A row each, or two where the terminal is too narrow for one: an id that is broken in the middle cannot be copied.</summary>
    internal static void WriteRows(TaskPage page, IAnsiConsole console)
    {
        var isNarrow = console.Profile.Width < NarrowWidth;
        if (!isNarrow)
        {
            console.MarkupLine($"[bold]{"Task",-36}  {"Status",-10}  Tries  Name[/]");
        }

        foreach (var task in page.Tasks)
        {
            var status = TaskText.Colored(task.Status) + new string(' ', isNarrow ? 0 : 10 - task.Status.ToWord().Length);
            var used = isNarrow ? 16 + task.Status.ToWord().Length : FixedColumns;
            var name = Markup.Escape(TerminalText.ShortenPath(TerminalText.Relative(task.Name), Math.Max(8, console.Profile.Width - used)));
            console.MarkupLine(isNarrow ? $"{task.Id}\n  {status} · {task.Attempts} tries · {name}" : $"{task.Id}  {status}  {task.Attempts,5}  {name}");
        }

        if (page.NextCursor is not null)
        {
            console.MarkupLine("[grey]… and more: --limit N shows them[/]");
        }
    }
}
