using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorQueue.Node.Api;

/// <summary><c>/stats</c>: how the queue does.</summary>
internal static class StatisticsRoutes
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/stats", GetAsync);

    private static async Task<IResult> GetAsync(TaskQueue queue, CancellationToken cancellationToken) => TypedResults.Ok(await queue.GetStatisticsAsync(cancellationToken));
}
