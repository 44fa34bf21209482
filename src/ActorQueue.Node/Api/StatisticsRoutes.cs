using ActorQueue.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorQueue.Node.Api;

/// <summary><c>/stats</c>, <c>/health</c> and <c>/workers</c>: how the queue does, and who does it.</summary>
internal static class StatisticsRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/stats", GetAsync);
        api.MapGet("/health", GetHealthAsync);
        api.MapGet("/workers", ListWorkersAsync);
        api.MapPost("/workers/{id}/pause", PauseWorkerAsync);
        api.MapPost("/workers/{id}/resume", ResumeWorkerAsync);
    }

    private static async Task<IResult> GetAsync(TaskQueue queue, CancellationToken cancellationToken) => TypedResults.Ok(await queue.GetStatisticsAsync(cancellationToken));

    /// <summary>Of the queue that is named; else of the host, which is as healthy as the worst of its queues.</summary>
    private static async Task<IResult> GetHealthAsync(RequestedQueue requested, TaskQueues queues, CancellationToken cancellationToken) =>
        TypedResults.Ok(requested.IsNamed ? await requested.Queue.GetHealthAsync(cancellationToken) : await queues.GetHealthAsync(cancellationToken));

    private static async Task<IResult> ListWorkersAsync(TaskQueue queue, CancellationToken cancellationToken) =>
        TypedResults.Ok(new WorkerList(await queue.ListWorkersAsync(cancellationToken)));

    private static async Task<IResult> PauseWorkerAsync(string id, TaskQueue queue, CancellationToken cancellationToken) =>
        Answer(await queue.PauseWorkerAsync(PathSegment.Unescaped(id), cancellationToken));

    private static async Task<IResult> ResumeWorkerAsync(string id, TaskQueue queue, CancellationToken cancellationToken) =>
        Answer(await queue.ResumeWorkerAsync(PathSegment.Unescaped(id), cancellationToken));

    private static IResult Answer(WorkerControlled answer) => answer.Worker is null ? ProblemAnswers.NotFound($"worker '{answer.WorkerId}'") : TypedResults.Ok(answer);
}
