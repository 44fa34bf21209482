using ActorQueue.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorQueue.Node.Api;

/// <summary><c>/dead</c>: tasks that failed for good. One of them is a task like others: <c>/tasks/{id}</c> shows it and <c>/tasks/{id}/retry</c> runs it again.</summary>
internal static class DeadLetterRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/dead", ListAsync);
        api.MapPost("/dead/retry", RetryAsync);
        api.MapPost("/dead/delete", DeleteAsync);
    }

    private static async Task<IResult> ListAsync([AsParameters] FilterQuery filter, TaskQueue queue, int? limit, string? cursor, CancellationToken cancellationToken)
    {
        var (wanted, problems) = filter.Read();
        if (limit is < 1 or > ListTasks.MaxPageSize)
        {
            problems = [.. problems, $"limit: {limit} is not in the range 1 to {ListTasks.MaxPageSize}"];
        }

        return problems.Count > 0
            ? ProblemAnswers.Invalid(string.Join("; ", problems))
            : TypedResults.Ok(await queue.ListDeadLettersAsync(wanted, limit ?? new ListTasks().PageSize, cursor, cancellationToken));
    }

    private static async Task<IResult> RetryAsync(TaskFilter filter, TaskQueue queue, CancellationToken cancellationToken) =>
        TypedResults.Ok(new TasksAffected(await queue.RetryDeadLettersAsync(filter, cancellationToken)));

    private static async Task<IResult> DeleteAsync(TaskFilter filter, TaskQueue queue, CancellationToken cancellationToken) =>
        TypedResults.Ok(new TasksAffected(await queue.DeleteDeadLettersAsync(filter, cancellationToken)));
}
