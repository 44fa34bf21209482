using System.CommandLine;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue retry</c>: another run for tasks that failed or were cancelled.</summary>
internal static class RetryCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand("retry", "Give tasks that failed for good or were cancelled another run, under the same id")
        {
            Notes = ["Exit codes: 0 all wait for their next run, 1 some have not ended or have succeeded, 2 some are unknown, 4 the queue is full or drains."],
            Examples = [("actorqueue retry 0193b2d0-5c1e-7a55-8f0e-1f2e3d4c5b6a", "One task"), ("actorqueue dead retry --error timeout --yes", "All that fit")],
        };
        AddAction(command);
        return command;
    }

    private static void AddAction(DocumentedCommand command)
    {
        var ids = CommandOptions.TaskIds("The tasks");
        command.Arguments.Add(ids);
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var queue = await options.OpenAsync(parse, cancellationToken);
            return await TaskAnswers.ForEachAsync(
                parse.GetRequiredValue(ids),
                options.IsJson(parse),
                id => queue.Api.PostAsync($"tasks/{id}/retry", ApiJson.Default.TaskRetryAnswered, cancellationToken),
                Describe,
                answer => answer.Result == TaskRetryResult.Retried,
                ApiJson.Indented.IReadOnlyListTaskRetryAnswered);
        });
    }

    private static string Describe(TaskRetryAnswered answer) => answer.Result switch
    {
        TaskRetryResult.Retried => $"waits for run {answer.Run}",
        TaskRetryResult.NotEnded => $"has not ended: {answer.Status.ToWord()}",
        TaskRetryResult.Completed => "has succeeded",
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer.Result, "Not an answer about a known task."),
    };
}
