using System.CommandLine;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue reprioritise</c>: another priority for waiting tasks.</summary>
internal static class ReprioritiseCommand
{
    public static Command Create()
    {
        var ids = CommandOptions.TaskIds("The tasks");
        var priority = CommandOptions.Priority("--priority", "The priority from now on; retries lower it further");
        priority.Required = true;
        var command = new DocumentedCommand("reprioritise", "Give waiting tasks another priority")
        {
            Examples = [("actorqueue reprioritise --priority urgent 0193b2d0-5c1e-7a55-8f0e-1f2e3d4c5b6a", "Let it go first")],
        };
        command.Arguments.Add(ids);
        command.Options.Add(priority);
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            var request = new PriorityRequest(parse.GetValue(priority)!.Value);
            return await TaskAnswers.ForEachAsync(
                parse.GetRequiredValue(ids),
                options.IsJson(parse),
                id => queue.Api.PostAsync($"tasks/{id}/reprioritise", request, ApiJson.Default.PriorityRequest, ApiJson.Default.TaskControlled, cancellationToken));
        });
        return command;
    }
}
