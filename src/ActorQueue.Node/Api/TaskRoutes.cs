using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;
using ActorQueue.Processors.Commands;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorQueue.Node.Api;

/// <summary><c>/tasks</c>: submit and look.</summary>
internal static class TaskRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/tasks", SubmitAsync);
        api.MapPost("/tasks/bulk", SubmitManyAsync);
        api.MapGet("/tasks", ListAsync);
        api.MapGet("/tasks/{id}", GetAsync);
    }

    private static async Task<IResult> SubmitAsync(TaskSubmission submission, TaskQueue queue, TimeProvider time, CancellationToken cancellationToken)
    {
        if (submission.Kind == CommandPayload.Kind && queue.Settings.Workers.Analyzers > 0 && !queue.RunsCommands)
        {
            return ProblemAnswers.Of(
                StatusCodes.Status403Forbidden, ErrorCodes.CommandDisabled, "This host runs no commands: actorqueue.processors.command.enabled = on in its settings permits them.");
        }

        var (task, problems) = SubmissionReader.Read(submission, queue.Name, time);
        if (task is null)
        {
            return ProblemAnswers.Invalid(string.Join("; ", problems));
        }

        var outcome = await queue.EnqueueAsync(task, cancellationToken);
        return outcome.Result switch
        {
            EnqueueResult.Accepted => TypedResults.Created(RequestedQueue.AddressOf(queue, $"tasks/{outcome.Id}"), SubmissionOutcome.Of(outcome)),
            EnqueueResult.Duplicate => TypedResults.Ok(SubmissionOutcome.Of(outcome)),
            _ => ProblemAnswers.Rejected(outcome),
        };
    }

    private static async Task<IResult> SubmitManyAsync(TaskSubmissions submissions, TaskQueue queue, TimeProvider time, CancellationToken cancellationToken)
    {
        var read = submissions.Tasks.Select(submission => SubmissionReader.Read(submission, queue.Name, time)).ToArray();
        var problems = read.SelectMany((task, index) => task.Problems.Select(problem => $"tasks[{index}].{problem}")).ToArray();
        if (problems.Length > 0 || read.Length == 0)
        {
            return ProblemAnswers.Invalid(read.Length == 0 ? "tasks: must not be empty" : string.Join("; ", problems));
        }

        var outcomes = await queue.EnqueueAsync([.. read.Select(task => task.Task!)], submissions.Atomic, cancellationToken);
        return TypedResults.Ok(new SubmissionOutcomes([.. outcomes.Select(SubmissionOutcome.Of)]));
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] FilterQuery filter, TaskQueue queue, string? sort, bool? desc, int? limit, string? cursor, CancellationToken cancellationToken)
    {
        var (wanted, problems) = filter.Read();
        var order = TaskSort.None;
        if (sort is not null && (!Enum.TryParse(sort, ignoreCase: true, out order) || !Enum.IsDefined(order) || char.IsAsciiDigit(sort[0])))
        {
            problems = [.. problems, $"sort: '{sort}' is none of created, ended, priority, attempts"];
        }

        if (limit is < 1 or > ListTasks.MaxPageSize)
        {
            problems = [.. problems, $"limit: {limit} is not in the range 1 to {ListTasks.MaxPageSize}"];
        }

        if (problems.Count > 0)
        {
            return ProblemAnswers.Invalid(string.Join("; ", problems));
        }

        var query = new ListTasks { Filter = wanted, Sort = order, IsDescending = desc ?? false, PageSize = limit ?? new ListTasks().PageSize, Cursor = cursor };
        return TypedResults.Ok(await queue.ListAsync(query, cancellationToken));
    }

    private static async Task<IResult> GetAsync(TaskId id, TaskQueue queue, CancellationToken cancellationToken) =>
        await queue.GetAsync(id, cancellationToken) is { } task ? TypedResults.Ok(task) : NotFound(id);

    internal static IResult NotFound(TaskId id) => ProblemAnswers.NotFound($"task {id}: neither among the live ones nor in the history");
}
