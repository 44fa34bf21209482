using ActorQueue.Contracts.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ActorQueue.Node.Api;

/// <summary>Which queue a request is about: <c>?queue=NAME</c>, on every route; without it the default one.</summary>
internal sealed class RequestedQueue(TaskQueues queues)
{
    private const string Parameter = "queue";

    public TaskQueue Queue { get; private set; } = queues.Default;

    /// <summary>Whether the request has named it.</summary>
    public bool IsNamed { get; private set; }

    /// <summary>Reads the query before any handler runs.</summary>
    public static Task Choose(HttpContext context, RequestDelegate next)
    {
        var named = context.Request.Query[Parameter];
        if (named.Count == 0)
        {
            return next(context);
        }

        if (named is not [{ Length: > 0 } name])
        {
            return ProblemAnswers.WriteAsync(context, StatusCodes.Status400BadRequest, ProblemCodes.Invalid, "queue: must name one queue");
        }

        var queues = context.RequestServices.GetRequiredService<TaskQueues>();
        if (queues.Find(name) is not { } queue)
        {
            return ProblemAnswers.WriteAsync(context, StatusCodes.Status404NotFound, ProblemCodes.NotFound, queues.Unknown(name));
        }

        var requested = context.RequestServices.GetRequiredService<RequestedQueue>();
        (requested.Queue, requested.IsNamed) = (queue, true);
        return next(context);
    }

    /// <summary>Where something of a queue is found.</summary>
    public static string AddressOf(TaskQueue queue, string path) =>
        $"/api/v1/{path}{(queue.Settings.IsDefaultQueue ? "" : $"?{Parameter}={Uri.EscapeDataString(queue.Name)}")}";
}
