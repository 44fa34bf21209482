using System.CommandLine;
using System.Text.Json;
using ActorQueue.Cli.Access;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue submit</c>: one task; its id is printed.</summary>
internal static class SubmitCommand
{
    public static Command Create()
    {
        var form = new SubmissionOptions();
        var wait = new Option<bool>("--wait") { Description = "Wait until the task has ended, and end with 1 when it has not completed" };
        var command = new DocumentedCommand("submit", "Submit one task and print its id")
        {
            Notes =
            [
                "Printed means kept: an id that was printed is on disk. Submitting the same --id again is the same task, so a script may repeat a command whose answer was lost.",
                "",
                "Exit codes: 0 accepted, or known already; with --wait: completed. 1 it failed or was cancelled (--wait). 2 wrong usage. 3 environment. 4 refused: the queue is full, draining, or the payload too large.",
            ],
            Examples =
            [
                ("actorqueue submit --kind thumbnail --payload '{\"file\":\"a.jpg\"}'", "A task with a payload"),
                ("actorqueue submit --command 'sox a.wav -r 16000 b.wav' --depends-on 0193b2d0-5c1e-7a55-8f0e-1f2e3d4c5b6a", "A program, once another task has completed"),
                ("actorqueue submit --name nightly --kind report --payload @report.json --priority high --delay 5m", "From a file, not before five minutes have passed"),
                ("actorqueue submit --queue video --kind thumbnail --payload '{\"file\":\"a.mp4\"}'", "Into another queue of the host than the default one"),
                ("actorqueue submit --kind thumbnail --wait --json", "Wait for the end and show all of it"),
            ],
        };
        form.AddTo(command);
        command.Options.Add(wait);
        var options = new QueueOptions(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var submission = form.Read(parse);
            var isWaiting = parse.GetValue(wait);
            await using var queue = isWaiting
                ? await options.AttachAsync(parse, cancellationToken)
                : await options.OpenAsync(parse, cancellationToken, mayCreate: true);
            if (isWaiting)
            {
                return await SubmitAndWaitAsync(queue.Api, submission, options.IsJson(parse), cancellationToken);
            }

            var outcome = await SubmitAsync(queue.Api, submission, cancellationToken);
            Console.WriteLine(options.IsJson(parse) ? JsonSerializer.Serialize(outcome, ApiJson.Indented.SubmissionOutcome) : TaskOf(outcome).ToString());
            if (!queue.IsHosted)
            {
                Console.Error.WriteLine("No host runs: the task waits until `actorqueue start`.");
            }

            return ExitCode.Completed;
        });
        return command;
    }

    private static Task<SubmissionOutcome> SubmitAsync(ApiClient api, TaskSubmission submission, CancellationToken cancellationToken) =>
        api.PostAsync("tasks", submission, ApiJson.Default.TaskSubmission, ApiJson.Default.SubmissionOutcome, cancellationToken);

    /// <summary>The task that does the work: another one where the submit was found to be the same as an earlier one.</summary>
    private static TaskId TaskOf(SubmissionOutcome outcome) => outcome is { Result: EnqueueResult.Duplicate, ExistingId: { } existing } ? existing : outcome.Id;

    private static async Task<int> SubmitAndWaitAsync(ApiClient api, TaskSubmission submission, bool isJson, CancellationToken cancellationToken)
    {
        // Watching first: the task may have ended before its acceptance is answered.
        await using var events = api.WatchAsync($"?task={submission.Id}", cancellationToken).GetAsyncEnumerator(cancellationToken);
        await events.MoveNextAsync();
        var outcome = await SubmitAsync(api, submission, cancellationToken);
        var id = TaskOf(outcome);
        if (!isJson)
        {
            Console.WriteLine(id);
        }

        if (id == outcome.Id)
        {
            return await WaitAsync(api, id, events, isJson, cancellationToken);
        }

        await using var eventsOfExisting = api.WatchAsync($"?task={id}", cancellationToken).GetAsyncEnumerator(cancellationToken);
        await eventsOfExisting.MoveNextAsync();
        return await WaitAsync(api, id, eventsOfExisting, isJson, cancellationToken);
    }

    private static async Task<int> WaitAsync(ApiClient api, TaskId id, IAsyncEnumerator<TaskEvent?> events, bool isJson, CancellationToken cancellationToken)
    {
        var task = await api.GetAsync($"tasks/{id}", ApiJson.Default.TaskView, cancellationToken);
        while (!task.Status.IsFinal())
        {
            if (!await events.MoveNextAsync())
            {
                throw new CommandFailedException(ExitCode.Environment, $"The host stopped before the task had ended. It is kept: `actorqueue status {id}` shows it.");
            }

            task = await api.GetAsync($"tasks/{id}", ApiJson.Default.TaskView, cancellationToken);
        }

        Console.WriteLine(isJson ? JsonSerializer.Serialize(task, ApiJson.Indented.TaskView) : task.Status.ToWord());
        if (task is { Error: { } error } && !isJson)
        {
            Console.Error.WriteLine($"{error.Code}: {error.Message}");
        }

        return task.Status == QueueTaskStatus.Completed ? ExitCode.Completed : ExitCode.SomeFailed;
    }
}
