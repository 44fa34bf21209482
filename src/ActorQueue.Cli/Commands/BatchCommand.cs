using System.CommandLine;
using System.Text.Json;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Display;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue batch</c>: tasks that are counted together.</summary>
internal static class BatchCommand
{
    private const string SomeId = "0193b2d0-5c1e-7a55-8f0e-1f2e3d4c5b6a";

    private static readonly IReadOnlyList<string> Statuses = ["open", "sealed", "completed", "failed"];

    public static Command Create() => new DocumentedCommand("batch", "Tasks that are counted together and end together")
    {
        CreateCreate(),
        CreateSeal(),
        CreateShow(),
        CreateList(),
        CreateCancel(),
        CreateRetry(),
    };

    private static DocumentedCommand CreateCreate()
    {
        var name = new Argument<string>("NAME") { Description = "A name for people" };
        var parent = new Option<string?>("--parent") { Description = "The batch in which it counts as a member", HelpName = "ID" };
        parent.Validators.Add(result => CheckId(result.Tokens.SingleOrDefault()?.Value, result.AddError));
        Option<string?>[] callbacks =
        [
            Callback("--on-completion", "when the batch has ended"), Callback("--on-success", "when all of it completed"), Callback("--on-failure", "when some of it did not"),
        ];
        var command = new DocumentedCommand("create", "Create a batch and print its id")
        {
            Notes = ["Tasks join it by `submit --batch ID`. It ends once it is sealed and all its tasks have ended; then its callbacks are enqueued, each once."],
            Examples =
            [
                ("actorqueue batch create nightly", "Open for tasks"),
                ("actorqueue batch create import --on-success '{\"kind\":\"report\",\"payload\":{\"of\":\"import\"}}'", "With a task that follows its success"),
            ],
        };
        command.Arguments.Add(name);
        command.Options.Add(parent);
        foreach (var callback in callbacks)
        {
            command.Options.Add(callback);
        }

        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var submission = new BatchSubmission
            {
                // Made here: when the answer is lost, the same request can be sent again.
                Id = BatchId.New(TimeProvider.System),
                Name = parse.GetRequiredValue(name),
                ParentBatchId = parse.GetValue(parent) is { } id ? BatchId.Parse(id) : null,
                OnCompletion = ReadTask(callbacks[0].Name, parse.GetValue(callbacks[0])),
                OnSuccess = ReadTask(callbacks[1].Name, parse.GetValue(callbacks[1])),
                OnFailure = ReadTask(callbacks[2].Name, parse.GetValue(callbacks[2])),
            };
            await using var queue = await options.OpenAsync(parse, cancellationToken, mayCreate: true);
            var answer = await queue.Api.PostAsync("batches", submission, ApiJson.Default.BatchSubmission, ApiJson.Default.BatchCreateAnswered, cancellationToken);
            Console.WriteLine(options.IsJson(parse) ? JsonSerializer.Serialize(answer, ApiJson.Indented.BatchCreateAnswered) : answer.Id.ToString());
            return ExitCode.Completed;
        });
        return command;
    }

    private static DocumentedCommand CreateSeal()
    {
        var (command, id, options) = CreateForOne("seal", "Take no further tasks into a batch", "Let it end with its tasks");
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            Write(await queue.Api.PostAsync($"batches/{BatchId.Parse(parse.GetRequiredValue(id))}/seal", ApiJson.Default.BatchView, cancellationToken), options.IsJson(parse));
            return ExitCode.Completed;
        });
        return command;
    }

    private static DocumentedCommand CreateShow()
    {
        var (command, id, options) = CreateForOne("show", "Show a batch with its counts", "How far it is");
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            Write(await queue.Api.GetAsync($"batches/{BatchId.Parse(parse.GetRequiredValue(id))}", ApiJson.Default.BatchView, cancellationToken), options.IsJson(parse));
            return ExitCode.Completed;
        });
        return command;
    }

    private static DocumentedCommand CreateCancel()
    {
        var (command, id, options) = CreateForOne("cancel", "Seal a batch, cancel its waiting tasks and ask the running ones to stop", "End it");
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            var answer = await queue.Api.PostAsync($"batches/{BatchId.Parse(parse.GetRequiredValue(id))}/cancel", ApiJson.Default.BatchCancelAnswered, cancellationToken);
            Console.WriteLine(options.IsJson(parse)
                ? JsonSerializer.Serialize(answer, ApiJson.Indented.BatchCancelAnswered)
                : $"{Counted.Of(answer.Cancelled, "task")} cancelled, {answer.Requested} asked to stop.");
            return ExitCode.Completed;
        });
        return command;
    }

    private static DocumentedCommand CreateRetry()
    {
        var (command, id, options) = CreateForOne("retry", "Give the failed and cancelled tasks of a batch another run; it ends again, with callbacks of its own", "Try again what failed");
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            var answer = await queue.Api.PostAsync($"batches/{BatchId.Parse(parse.GetRequiredValue(id))}/retry", ApiJson.Default.BatchRetryAnswered, cancellationToken);
            Console.WriteLine(options.IsJson(parse)
                ? JsonSerializer.Serialize(answer, ApiJson.Indented.BatchRetryAnswered)
                : $"{Counted.Of(answer.Retried, "task waits for its", "tasks wait for their")} next run, {answer.Refused} refused.");
            return ExitCode.Completed;
        });
        return command;
    }

    private static DocumentedCommand CreateList()
    {
        var status = CommandOptions.Word("--status", "STATUS", $"Only batches of this status: {string.Join(", ", Statuses)}", Statuses);
        var limit = CommandOptions.Number("--limit", "N", "Batches at most [default: 50]", 1, ListBatches.MaxPageSize);
        var command = new DocumentedCommand("list", "List batches, the newest first") { Examples = [("actorqueue batch list --status open", "Those that still take tasks")] };
        command.Options.Add(status);
        command.Options.Add(limit);
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            var path = $"batches?limit={parse.GetValue(limit) ?? 50}{(parse.GetValue(status) is { } word ? $"&status={word}" : "")}";
            if (options.IsJson(parse))
            {
                QueueOptions.WriteJson(await queue.Api.GetAsync(path, cancellationToken));
                return ExitCode.Completed;
            }

            var page = await queue.Api.GetAsync(path, ApiJson.Default.BatchPage, cancellationToken);
            Console.WriteLine(page.Batches.Count == 0 ? "No batches." : string.Join(Environment.NewLine, page.Batches.Select(Row)));
            return ExitCode.Completed;
        });
        return command;
    }

    private static (DocumentedCommand Command, Argument<string> Id, QueueOptions Options) CreateForOne(string verb, string description, string example)
    {
        var id = new Argument<string>("ID") { Description = "The batch's id" };
        id.Validators.Add(result => CheckId(result.Tokens.SingleOrDefault()?.Value, result.AddError));
        var command = new DocumentedCommand(verb, description) { Examples = [($"actorqueue batch {verb} {SomeId}", example)] };
        command.Arguments.Add(id);
        return (command, id, new QueueOptions(command));
    }

    private static void CheckId(string? text, Action<string> addError)
    {
        if (text is not null && !BatchId.TryParse(text, out _))
        {
            addError($"ID must be a batch's id (a UUID of version 7), it is '{text}'.");
        }
    }

    private static Option<string?> Callback(string name, string when) => new(name) { Description = $"A task for {when}, as JSON (kind, payload, name …)", HelpName = "JSON" };

    private static TaskSubmission? ReadTask(string option, string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize(json, ApiJson.Default.TaskSubmission);
        }
        catch (JsonException exception)
        {
            throw new CommandFailedException(ExitCode.WrongUsage, $"{option} is not a task: {exception.Message}", exception);
        }
    }

    private static string Row(BatchView batch) =>
        $"{batch.Id}\t{batch.Status.ToWord()}\t{batch.CompletedTasks + batch.FailedTasks + batch.CancelledTasks}/{batch.TotalTasks}\t{TerminalText.Clean(batch.Name)}";

    private static void Write(BatchView batch, bool isJson)
    {
        if (isJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(batch, ApiJson.Indented.BatchView));
            return;
        }

        Console.WriteLine($"Batch      {batch.Id}");
        Console.WriteLine($"Name       {TerminalText.Clean(batch.Name)}");
        Console.WriteLine($"Status     {batch.Status.ToWord()}");
        (string Name, long Count)[] counts =
        [
            ("pending", batch.PendingTasks), ("scheduled", batch.ScheduledTasks), ("blocked", batch.BlockedTasks), ("processing", batch.ProcessingTasks),
            ("retry", batch.RetryTasks), ("paused", batch.PausedTasks), ("completed", batch.CompletedTasks), ("failed", batch.FailedTasks), ("cancelled", batch.CancelledTasks),
        ];
        Console.WriteLine($"Tasks      {string.Join(", ", counts.Where(count => count.Count > 0).Select(count => $"{count.Count} {count.Name}").Prepend($"{batch.TotalTasks} in all"))}");
        if (batch.OpenBatches + batch.CompletedBatches + batch.FailedBatches > 0)
        {
            Console.WriteLine($"Batches    {batch.OpenBatches} not ended, {batch.CompletedBatches} completed, {batch.FailedBatches} failed");
        }
    }
}
