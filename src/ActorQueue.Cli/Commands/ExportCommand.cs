using System.CommandLine;
using System.Text;
using System.Text.Json;
using ActorQueue.Cli.Access;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Output;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue export</c>: finished tasks as JSON lines or CSV.</summary>
internal static class ExportCommand
{
    private static readonly IReadOnlyList<QueueTaskStatus> Finished = [QueueTaskStatus.Completed, QueueTaskStatus.Failed, QueueTaskStatus.Cancelled];

    public static Command Create()
    {
        var filter = new FilterOptions();
        var format = CommandOptions.Word("--format", "jsonl|csv", "JSON lines or CSV [default: by the name of --output, else jsonl]", ["jsonl", "csv"]);
        var output = CommandOptions.OutputFile("--output", "Write to this file, which is replaced once all is written [default: standard output]");
        var command = new DocumentedCommand("export", "Write finished tasks with their results as JSON lines or CSV")
        {
            Notes = ["Without --status: completed, failed and cancelled ones, the newest first. A line of JSON has the names of `status --json`."],
            Examples =
            [
                ("actorqueue export --output tasks.csv", "All that is remembered, for a spreadsheet"),
                ("actorqueue export --status failed --ended-after 1d | jq -r .errorMessage", "Since yesterday, for other programs"),
            ],
        };
        filter.AddTo(command);
        command.Options.Add(format);
        command.Options.Add(output);
        var options = new QueueOptions(command, hasJson: false);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            var given = filter.Read(parse);
            var tasks = TaskPages.ReadAllAsync(queue.Api, FilterOptions.Query(given.Statuses.Count > 0 ? given : given with { Statuses = Finished }), cancellationToken);
            var path = parse.GetValue(output);
            var isCsv = parse.GetValue(format) is { } word
                ? word.Equals("csv", StringComparison.OrdinalIgnoreCase)
                : path?.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) == true;
            if (path is null)
            {
                await WriteAsync(Console.Out, tasks, isCsv);
            }
            else
            {
                Console.Error.WriteLine($"{Counted.Of(await WriteFileAsync(path, tasks, isCsv), "task")} written to {path}.");
            }

            return ExitCode.Completed;
        });
        return command;
    }

    private static async Task<int> WriteFileAsync(string path, IAsyncEnumerable<TaskView> tasks, bool isCsv)
    {
        try
        {
            return await AtomicFile.WriteAsync(path, async stream =>
            {
                await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
                return await WriteAsync(writer, tasks, isCsv);
            });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(exception is IOException ? ExitCode.Environment : ExitCode.Refused, $"'{path}' cannot be written: {exception.Message}", exception);
        }
    }

    private static async Task<int> WriteAsync(TextWriter writer, IAsyncEnumerable<TaskView> tasks, bool isCsv)
    {
        var count = 0;
        if (isCsv)
        {
            writer.WriteLine(TaskCsv.Header);
        }

        await foreach (var task in tasks)
        {
            writer.WriteLine(isCsv ? TaskCsv.Line(task) : JsonSerializer.Serialize(task, ApiJson.Default.TaskView));
            count++;
        }

        return count;
    }
}
