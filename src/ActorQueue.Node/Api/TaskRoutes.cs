using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorQueue.Node.Api;

/// <summary><c>/tasks</c>: submit, look, cancel.</summary>
internal static class TaskRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/tasks", SubmitAsync);
        api.MapPost("/tasks/bulk", SubmitManyAsync);
        api.MapGet("/tasks", ListAsync);
        api.MapGet("/tasks/{id}", GetAsync);
        api.MapPost("/tasks/{id}/cancel", CancelAsync);
    }

    private static async Task<IResult> SubmitAsync(TaskSubmission submission, TaskQueue queue, TimeProvider time, CancellationToken cancellationToken)
    {
        var (task, problems) = SubmissionReader.Read(submission, queue.Settings.QueueName, time);
        if (task is null)
        {
            return ProblemAnswers.Invalid(string.Join("; ", problems));
        }

        var outcome = await queue.EnqueueAsync(task, cancellationToken);
        return outcome.Result switch
        {
            EnqueueResult.Accepted => TypedResults.Created($"/api/v1/tasks/{outcome.Id}", SubmissionOutcome.Of(outcome)),
            EnqueueResult.Duplicate => TypedResults.Ok(SubmissionOutcome.Of(outcome)),
            _ => ProblemAnswers.Rejected(outcome),
        };
    }

    private static async Task<IResult> SubmitManyAsync(TaskSubmissions submissions, TaskQueue queue, TimeProvider time, CancellationToken cancellationToken)
    {
        var read = submissions.Tasks.Select(submission => SubmissionReader.Read(submission, queue.Settings.QueueName, time)).ToArray();
        var problems = read.SelectMany((task, index) => task.Problems.Select(problem => $"tasks[{index}].{problem}")).ToArray();
        if (problems.Length > 0 || read.Length == 0)
        {
            return ProblemAnswers.Invalid(read.Length == 0 ? "tasks: must not be empty" : string.Join("; ", problems));
        }

        var outcomes = await queue.EnqueueAsync([.. read.Select(task => task.Task!)], cancellationToken);
        return TypedResults.Ok(new SubmissionOutcomes([.. outcomes.Select(SubmissionOutcome.Of)]));
    }

    private static async Task<IResult> ListAsync(TaskQueue queue, string? status, string? kind, int? limit, string? cursor, CancellationToken cancellationToken)
    {
        QueueTaskStatus? wanted = null;
        if (status is not null)
        {
            if (!QueueTaskStatusWords.TryParse(status, out var parsed))
            {
                return ProblemAnswers.Invalid($"status: '{status}' is none of {string.Join(", ", QueueTaskStatusWords.All.Select(word => word.ToWord()))}");
            }

            wanted = parsed;
        }

        if (limit is < 1 or > ListTasks.MaxPageSize)
        {
            return ProblemAnswers.Invalid($"limit: {limit} is not in the range 1 to {ListTasks.MaxPageSize}");
        }

        var query = new ListTasks { Status = wanted, Kind = kind, PageSize = limit ?? new ListTasks().PageSize, Cursor = cursor };
        return TypedResults.Ok(await queue.ListAsync(query, cancellationToken));
    }

    private static async Task<IResult> GetAsync(TaskId id, TaskQueue queue, CancellationToken cancellationToken) =>
        await queue.GetAsync(id, cancellationToken) is { } task ? TypedResults.Ok(task) : NotFound(id);

    private static async Task<IResult> CancelAsync(TaskId id, TaskQueue queue, CancellationToken cancellationToken)
    {
        var answer = await queue.CancelAsync(id, cancellationToken);
        return answer.Result == CancelResult.NotFound ? NotFound(id) : TypedResults.Ok(answer);
    }

    private static IResult NotFound(TaskId id) => ProblemAnswers.NotFound($"task {id}: neither among the live ones nor in the history");
}
