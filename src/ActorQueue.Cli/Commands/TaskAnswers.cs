using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Commands;

/// <summary>What became of tasks that a command named one by one: a line each, and an exit code for all.</summary>
internal static class TaskAnswers
{
    /// <summary>Does something to each task and tells of it.</summary>
    /// <param name="ids">Whole ids.</param>
    /// <param name="isJson">Whether all answers are printed at the end, as one array, instead of a line each.</param>
    /// <param name="ask">Does it.</param>
    /// <param name="describe">The line, after the id.</param>
    /// <param name="isAsAsked">Whether the answer is what was asked for.</param>
    /// <param name="type">How the array is written.</param>
    public static async Task<int> ForEachAsync<T>(
        IReadOnlyList<string> ids, bool isJson, Func<TaskId, Task<T>> ask, Func<T, string> describe, Func<T, bool> isAsAsked, JsonTypeInfo<IReadOnlyList<T>> type)
    {
        var answers = new List<T>();
        foreach (var id in ids.Select(TaskId.Parse))
        {
            var answer = await ask(id);
            answers.Add(answer);
            if (!isJson)
            {
                Console.WriteLine($"{id} {describe(answer)}");
            }
        }

        if (isJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(answers, type));
        }

        return answers.All(isAsAsked) ? ExitCode.Completed : ExitCode.SomeFailed;
    }

    /// <summary>The same for a pause, a resume and a new priority, which are answered alike.</summary>
    public static Task<int> ForEachAsync(IReadOnlyList<string> ids, bool isJson, Func<TaskId, Task<TaskControlled>> control) =>
        ForEachAsync(ids, isJson, control, Describe, IsAsAsked, ApiJson.Indented.IReadOnlyListTaskControlled);

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
