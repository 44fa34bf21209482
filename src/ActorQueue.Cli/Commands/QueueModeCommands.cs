using System.CommandLine;
using System.Text.Json;
using ActorQueue.Cli.Access;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue pause</c> and <c>resume</c>, of tasks, a kind or the queue, and <c>drain</c>.</summary>
internal static class QueueModeCommands
{
    private const string SomeId = "0193b2d0-5c1e-7a55-8f0e-1f2e3d4c5b6a";

    public static Command CreatePause() => Create(
        "pause",
        "Hold back the queue, tasks or a kind until a resume, also over a restart",
        ["Of a paused queue or kind nothing new starts and what runs goes on. A paused task waits; a running one is asked to save its state and yield."],
        [("actorqueue pause", "Start nothing new"), ("actorqueue pause --queue video", "Of another queue than the default one"), ("actorqueue pause --kind thumbnail", "Start nothing of this kind"), ($"actorqueue pause {SomeId}", "Hold one task back")]);

    public static Command CreateResume() => Create(
        "resume",
        "Let the queue, tasks or a kind go on",
        ["Without anything named it ends the queue's pause or drain; paused tasks and kinds stay paused until they are resumed themselves."],
        [("actorqueue resume", "Go on"), ("actorqueue resume --kind thumbnail", "Go on with this kind"), ($"actorqueue resume {SomeId}", "Let one task go on where it was")]);

    public static Command CreateDrain()
    {
        var command = new DocumentedCommand("drain", "Take nothing new and work off what is there, until a resume") { Examples = [("actorqueue drain", "Empty the queue before a change")] };
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            return await ControlQueueAsync(queue.Api, "drain", options.Queue(parse), options.IsJson(parse), cancellationToken);
        });
        return command;
    }

    private static DocumentedCommand Create(string verb, string description, IReadOnlyList<string> notes, IReadOnlyList<(string, string)> examples)
    {
        var ids = CommandOptions.TaskIds("Tasks; without them the queue or a kind", mayBeNone: true);
        var kind = new Option<string?>("--kind") { Description = "All tasks of this kind", HelpName = "KIND" };
        var command = new DocumentedCommand(verb, description) { Notes = notes, Examples = examples };
        command.Arguments.Add(ids);
        command.Options.Add(kind);
        command.Validators.Add(result =>
        {
            if (CommandOptions.IsGiven(result, ids) && result.GetValue(kind) is not null)
            {
                result.AddError("--kind means every task of the kind: it excludes ID.");
            }
        });
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            if (parse.GetValue(ids) is { Length: > 0 } tasks)
            {
                return await TaskAnswers.ForEachAsync(
                    tasks, options.IsJson(parse), id => queue.Api.PostAsync($"tasks/{id}/{verb}", ApiJson.Default.TaskControlled, cancellationToken));
            }

            return parse.GetValue(kind) is { } name
                ? await ControlKindAsync(queue.Api, verb, name, options.IsJson(parse), cancellationToken)
                : await ControlQueueAsync(queue.Api, verb, options.Queue(parse), options.IsJson(parse), cancellationToken);
        });
        return command;
    }

    private static async Task<int> ControlQueueAsync(ApiClient api, string verb, string? queue, bool isJson, CancellationToken cancellationToken)
    {
        var answer = await api.PostAsync($"queue/{verb}", ApiJson.Default.QueueControlled, cancellationToken);
        Console.WriteLine(isJson
            ? JsonSerializer.Serialize(answer, ApiJson.Indented.QueueControlled)
            : $"The queue {(queue is null ? "" : queue + " ")}{(answer.Changed ? "is now" : "already was")} {answer.Mode.ToString().ToLowerInvariant()}.");
        return ExitCode.Completed;
    }

    private static async Task<int> ControlKindAsync(ApiClient api, string verb, string kind, bool isJson, CancellationToken cancellationToken)
    {
        var answer = await api.PostAsync($"kinds/{verb}", new KindRequest(kind), ApiJson.Default.KindRequest, ApiJson.Default.KindControlled, cancellationToken);
        Console.WriteLine(isJson
            ? JsonSerializer.Serialize(answer, ApiJson.Indented.KindControlled)
            : $"The kind {Display.TerminalText.Clean(kind)} {(answer.Changed ? "is now" : "already was")} {(answer.IsPaused ? "paused" : "running")}.");
        return ExitCode.Completed;
    }
}
