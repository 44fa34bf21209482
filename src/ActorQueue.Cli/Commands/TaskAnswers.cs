using System.Text.Json;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Commands;

/// <summary>What became of tasks that a command named one by one: a line each, and an exit code for all.</summary>
internal static class TaskAnswers
{
    public static async Task<int> ForEachAsync(IReadOnlyList<string> ids, bool isJson, Func<TaskId, Task<TaskControlled>> control)
    {
        var answers = new List<TaskControlled>();
        foreach (var id in ids.Select(TaskId.Parse))
        {
            var answer = await control(id);
            answers.Add(answer);
            if (!isJson)
            {
                Console.WriteLine($"{id} {Describe(answer)}");
            }
        }

        if (isJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(answers, ApiJson.Indented.IReadOnlyListTaskControlled));
        }

        return answers.All(IsAsAsked) ? ExitCode.Completed : ExitCode.SomeFailed;
    }

    private static bool IsAsAsked(TaskControlled answer) => answer.Result is TaskControlResult.Done or TaskControlResult.Requested or TaskControlResult.Unchanged;

    private static string Describe(TaskControlled answer) => answer.Result switch
    {
        TaskControlResult.Done => $"done, is {answer.Status.ToWord()}",
        TaskControlResult.Requested => "runs, and has been asked to",
        TaskControlResult.Unchanged => $"already was so, is {answer.Status.ToWord()}",
        TaskControlResult.AlreadyFinished => $"had already ended: {answer.Status.ToWord()}",
        TaskControlResult.Running => "runs: only what waits can be changed so",
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer.Result, "Not an answer about a known task."),
    };
}
