using System.CommandLine;
using System.Text.Json;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Display;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue workers</c>: who runs tasks.</summary>
internal static class WorkersCommand
{
    public static Command Create()
    {
        var workers = CreateList("workers", "List who runs tasks: the host's own pool, and workers that have registered");
        workers.Subcommands.Add(CreateList("list", "The same"));
        workers.Subcommands.Add(CreateControl("pause", "Hold a worker back: what it runs goes on, and it starts nothing new"));
        workers.Subcommands.Add(CreateControl("resume", "Let a worker take tasks again"));
        return workers;
    }

    private static DocumentedCommand CreateList(string name, string description)
    {
        var command = new DocumentedCommand(name, description) { Examples = [("actorqueue workers", "What each does and has done"), ("actorqueue workers --json", "For other programs")] };
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            if (options.IsJson(parse))
            {
                QueueOptions.WriteJson(await queue.Api.GetAsync("workers", cancellationToken));
                return ExitCode.Completed;
            }

            var workers = (await queue.Api.GetAsync("workers", ApiJson.Default.WorkerList, cancellationToken)).Workers;
            Console.WriteLine(workers.Count == 0 ? "No workers." : string.Join(Environment.NewLine, workers.Select(Describe)));
            return ExitCode.Completed;
        });
        return command;
    }

    private static DocumentedCommand CreateControl(string verb, string description)
    {
        var id = new Argument<string>("ID") { Description = "The worker's id, as `workers list` shows it" };
        var command = new DocumentedCommand(verb, description) { Examples = [($"actorqueue workers {verb} host-123-18f2a", description)] };
        command.Arguments.Add(id);
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            var answer = await queue.Api.PostAsync(
                $"workers/{Uri.EscapeDataString(parse.GetRequiredValue(id))}/{verb}", ApiJson.Default.WorkerControlled, cancellationToken);
            Console.WriteLine(options.IsJson(parse) ? JsonSerializer.Serialize(answer, ApiJson.Indented.WorkerControlled) : Describe(answer.Worker!));
            return ExitCode.Completed;
        });
        return command;
    }

    private static string Describe(WorkerView worker)
    {
        var kinds = worker.Kinds.Count == 0 ? "" : $", only {string.Join(", ", worker.Kinds.Select(TerminalText.Clean))}";
        return $"{TerminalText.Clean(worker.Id)}  {worker.Status.ToString().ToLowerInvariant()}{Environment.NewLine}"
            + $"  runs {worker.Running} of {worker.MaxAttempts}, {worker.Processed} done, {worker.Failures} failed, up {TerminalText.Clock(TimeSpan.FromSeconds(worker.UptimeSeconds))}{kinds}";
    }
}
