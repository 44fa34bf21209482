using System.CommandLine;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Display;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue explain</c>: why a task waits, and when it starts.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "The task" };
        id.Validators.Add(CommandOptions.CheckTaskIds);
        var command = new DocumentedCommand("explain", "Say why a task waits, and when it will start")
        {
            Examples = [("actorqueue explain 0193b2d0-5c1e-7a55-8f0e-1f2e3d4c5b6a", "Everything that holds it back")],
        };
        command.Arguments.Add(id);
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            var path = $"tasks/{TaskId.Parse(parse.GetRequiredValue(id))}/explain";
            if (options.IsJson(parse))
            {
                QueueOptions.WriteJson(await queue.Api.GetAsync(path, cancellationToken));
            }
            else
            {
                Write(await queue.Api.GetAsync(path, ApiJson.Default.WaitExplanation, cancellationToken), queue.IsHosted);
            }

            return ExitCode.Completed;
        });
        return command;
    }

    private static void Write(WaitExplanation explanation, bool isHosted)
    {
        Console.WriteLine($"{explanation.Id} is {explanation.Status.ToWord()}.");
        foreach (var reason in explanation.Reasons)
        {
            Console.WriteLine($"  {reason.Code}: {TerminalText.Clean(reason.Message)}{(reason.Until is { } until ? $" (until {until.ToLocalTime():yyyy-MM-dd HH:mm:ss})" : "")}");
        }

        if (explanation.TasksAhead is { } ahead)
        {
            Console.WriteLine($"  {Counted.Of(ahead, "task starts", "tasks start")} before it.");
        }

        if (explanation.StartsAt is { } at)
        {
            Console.WriteLine($"It starts at {at.ToLocalTime():yyyy-MM-dd HH:mm:ss}, if a worker is free.");
        }

        if (explanation.StartsAfter is { } after)
        {
            Console.WriteLine(after == 0 ? "It starts on the next worker that is free." : $"It starts on a free worker once {Counted.Of(after, "other has", "others have")} started.");
        }

        if (!isHosted && !explanation.Status.IsFinal())
        {
            Console.WriteLine("No host runs: nothing starts before `actorqueue start`.");
        }
    }
}
