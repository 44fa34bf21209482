using System.CommandLine;
using System.Text.Json;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue pause</c>, <c>resume</c> and <c>drain</c>.</summary>
internal static class QueueModeCommands
{
    public static Command CreatePause() => Create(
        "pause", "Start nothing new until a resume; what runs goes on, and a restart keeps the pause", "Hold everything back");

    public static Command CreateResume() => Create("resume", "End a pause or a drain", "Go on");

    public static Command CreateDrain() => Create("drain", "Take nothing new and work off what is there, until a resume", "Empty the queue before a change");

    private static DocumentedCommand Create(string verb, string description, string example)
    {
        var command = new DocumentedCommand(verb, description) { Examples = [($"actorqueue {verb}", example)] };
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            var answer = await queue.Api.PostAsync($"queue/{verb}", ApiJson.Default.QueueControlled, cancellationToken);
            Console.WriteLine(options.IsJson(parse) ? JsonSerializer.Serialize(answer, ApiJson.Indented.QueueControlled) : Describe(answer));
            return ExitCode.Completed;
        });
        return command;
    }

    private static string Describe(QueueControlled answer) =>
        $"The queue {(answer.Changed ? "is now" : "already was")} {answer.Mode switch
        {
            QueueMode.Running => "running",
            QueueMode.Paused => "paused",
            QueueMode.Draining => "draining",
            _ => throw new ArgumentOutOfRangeException(nameof(answer), answer.Mode, "Not a mode."),
        }}.";
}
