using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorQueue.Node.Api;

/// <summary>
/// <c>/queues</c>: all queues; <c>/queue</c> and <c>/kinds</c>: one queue as a whole, and all its tasks of a kind, which stands in the body since it may hold any character.
/// </summary>
internal static class QueueRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/queues", ListAsync);
        api.MapPost("/queue/pause", PauseAsync);
        api.MapPost("/queue/resume", ResumeAsync);
        api.MapPost("/queue/drain", DrainAsync);
        api.MapPost("/kinds/pause", PauseKindAsync);
        api.MapPost("/kinds/resume", ResumeKindAsync);
    }

    private static async Task<IResult> ListAsync(TaskQueues queues, CancellationToken cancellationToken) => TypedResults.Ok(new QueueList(await queues.ListAsync(cancellationToken)));

    private static async Task<IResult> PauseAsync(TaskQueue queue, CancellationToken cancellationToken) => TypedResults.Ok(await queue.PauseAsync(cancellationToken));

    private static async Task<IResult> ResumeAsync(TaskQueue queue, CancellationToken cancellationToken) => TypedResults.Ok(await queue.ResumeAsync(cancellationToken));

    private static async Task<IResult> DrainAsync(TaskQueue queue, CancellationToken cancellationToken) => TypedResults.Ok(await queue.DrainAsync(cancellationToken));

    private static async Task<IResult> PauseKindAsync(KindRequest request, TaskQueue queue, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queue.PauseKindAsync(request.Kind, cancellationToken));

    private static async Task<IResult> ResumeKindAsync(KindRequest request, TaskQueue queue, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queue.ResumeKindAsync(request.Kind, cancellationToken));
}
