using ActorQueue.Contracts.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorQueue.Node.Api;

/// <summary>The API as a whole: version 1, one group of routes per area.</summary>
internal static class ApiRoutes
{
    public static void Map(IEndpointRouteBuilder application)
    {
        var api = application.MapGroup("/api/v1");
        TaskRoutes.Map(api);
        TaskControlRoutes.Map(api);
        QueueRoutes.Map(api);
        DeadLetterRoutes.Map(api);
        BatchRoutes.Map(api);
        ScheduleRoutes.Map(api);
        StatisticsRoutes.Map(api);
        WorkerRoutes.Map(api);
        EventRoutes.Map(api);
        application.MapFallback(context => ProblemAnswers.WriteAsync(
            context, StatusCodes.Status404NotFound, ProblemCodes.NotFound, $"There is nothing at {context.Request.Method} {context.Request.Path}."));
    }
}
