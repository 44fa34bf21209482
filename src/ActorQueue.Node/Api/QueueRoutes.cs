using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorQueue.Node.Api;

/// <summary><c>/queue</c>: the queue as a whole.</summary>
internal static class QueueRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/queue/pause", PauseAsync);
        api.MapPost("/queue/resume", ResumeAsync);
        api.MapPost("/queue/drain", DrainAsync);
    }

    private static async Task<IResult> PauseAsync(TaskQueue queue, CancellationToken cancellationToken) => TypedResults.Ok(await queue.PauseAsync(cancellationToken));

    private static async Task<IResult> ResumeAsync(TaskQueue queue, CancellationToken cancellationToken) => TypedResults.Ok(await queue.ResumeAsync(cancellationToken));

    private static async Task<IResult> DrainAsync(TaskQueue queue, CancellationToken cancellationToken) => TypedResults.Ok(await queue.DrainAsync(cancellationToken));
}
