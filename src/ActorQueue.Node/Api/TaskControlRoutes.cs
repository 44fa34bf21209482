using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorQueue.Node.Api;

/// <summary><c>/tasks/{id}/…</c>, and the same for all that fit a filter: what is done to tasks. An answer's <c>result</c> says what became of it; only an unknown task is a problem.</summary>
internal static class TaskControlRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/tasks/{id}/cancel", CancelAsync);
        api.MapPost("/tasks/{id}/pause", PauseAsync);
        api.MapPost("/tasks/{id}/resume", ResumeAsync);
        api.MapPost("/tasks/{id}/reprioritise", ReprioritiseAsync);
        api.MapPost("/tasks/{id}/retry", RetryAsync);
        api.MapGet("/tasks/{id}/explain", ExplainAsync);
        api.MapPost("/tasks/cancel", CancelManyAsync);
        api.MapPost("/purge", PurgeAsync);
    }

    private static async Task<IResult> CancelAsync(TaskId id, TaskQueue queue, CancellationToken cancellationToken)
    {
        var answer = await queue.CancelAsync(id, cancellationToken);
        return answer.Result == CancelResult.NotFound ? TaskRoutes.NotFound(id) : TypedResults.Ok(answer);
    }

    private static async Task<IResult> PauseAsync(TaskId id, TaskQueue queue, CancellationToken cancellationToken) =>
        Answer(await queue.PauseTaskAsync(id, cancellationToken));

    private static async Task<IResult> ResumeAsync(TaskId id, TaskQueue queue, CancellationToken cancellationToken) =>
        Answer(await queue.ResumeTaskAsync(id, cancellationToken));

    private static async Task<IResult> ReprioritiseAsync(TaskId id, PriorityRequest request, TaskQueue queue, CancellationToken cancellationToken) =>
        Answer(await queue.ReprioritiseAsync(id, request.Priority, cancellationToken));

    private static async Task<IResult> RetryAsync(TaskId id, TaskQueue queue, CancellationToken cancellationToken)
    {
        var answer = await queue.RetryAsync(id, cancellationToken);
        return answer.Result switch
        {
            TaskRetryResult.NotFound => TaskRoutes.NotFound(id),
            TaskRetryResult.Refused => ProblemAnswers.Rejected(answer.Reason, $"Task {id} gets no other run now: {answer.Reason}."),
            _ => TypedResults.Ok(answer),
        };
    }

    private static async Task<IResult> ExplainAsync(TaskId id, TaskQueue queue, CancellationToken cancellationToken) =>
        await queue.ExplainAsync(id, cancellationToken) is { } explanation ? TypedResults.Ok(explanation) : ProblemAnswers.NotFound($"live task {id}: it has ended, or was never here");

    private static async Task<IResult> CancelManyAsync(TaskFilter filter, TaskQueue queue, CancellationToken cancellationToken) =>
        TypedResults.Ok(new TasksAffected(await queue.CancelAsync(filter, cancellationToken)));

    private static async Task<IResult> PurgeAsync(TaskFilter filter, TaskQueue queue, CancellationToken cancellationToken) =>
        TypedResults.Ok(new TasksAffected(await queue.PurgeAsync(filter, cancellationToken)));

    private static IResult Answer(TaskControlled answer) => answer.Result == TaskControlResult.NotFound ? TaskRoutes.NotFound(answer.Id) : TypedResults.Ok(answer);
}
