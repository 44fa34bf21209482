using System.CommandLine;
using System.Text.Json;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Display;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue health</c>: whether tasks get done, and if not, why.</summary>
internal static class HealthCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand("health", "Say whether tasks get done: healthy, warning, critical or offline, with reasons")
        {
            Notes = ["Without --queue it is about the host, which is as healthy as the worst of its queues. Exit codes: 0 healthy or warning, 1 critical or offline. A queue on which no host runs is offline."],
            Examples = [("actorqueue health", "How it is, and why"), ("actorqueue health --queue video", "One queue"), ("actorqueue health --json", "For monitors")],
        };
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            var health = queue.IsHosted
                ? await queue.Api.GetAsync("health", ApiJson.Default.QueueHealth, cancellationToken)
                : QueueHealth.Of(
                    [new HealthReason(HealthStatus.Offline, HealthCodes.Offline, $"No host runs on '{options.Data(parse)}': `actorqueue start` runs one.")],
                    TimeProvider.System.GetUtcNow());
            if (options.IsJson(parse))
            {
                Console.WriteLine(JsonSerializer.Serialize(health, ApiJson.Indented.QueueHealth));
            }
            else
            {
                Console.WriteLine(Word(health.Status));
                foreach (var reason in health.Reasons)
                {
                    Console.WriteLine($"  {(reason.Code == Word(reason.Status) ? "" : $"{Word(reason.Status),-8}  {reason.Code}: ")}{(reason.Queue is null ? "" : $"queue {reason.Queue}: ")}{TerminalText.Clean(reason.Message)}");
                }
            }

            return health.Status is HealthStatus.Healthy or HealthStatus.Warning ? ExitCode.Completed : ExitCode.SomeFailed;
        });
        return command;
    }

    private static string Word(HealthStatus status) => status.ToString().ToLowerInvariant();
}
