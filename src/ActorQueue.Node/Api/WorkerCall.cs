using System.Net.Http.Headers;
using System.Reflection;
using ActorQueue.Contracts;
using Microsoft.AspNetCore.Http;

namespace ActorQueue.Node.Api;

/// <summary>
/// Who makes a worker's call: the id in its address and the token of its <c>Authorization: Bearer</c> header. Without one the token is empty, which is nobody's:
/// the queue refuses and counts it as it does a wrong one.
/// </summary>
internal sealed record WorkerCall(WorkerIdentity Worker) : IBindableFromHttpContext<WorkerCall>
{
    private const string Scheme = "Bearer";

    public static ValueTask<WorkerCall?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var isBearer = AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization.ToString(), out var header)
            && string.Equals(header.Scheme, Scheme, StringComparison.OrdinalIgnoreCase);
        var id = PathSegment.Unescaped((string)context.Request.RouteValues["id"]!);
        return ValueTask.FromResult<WorkerCall?>(new WorkerCall(new WorkerIdentity(id, isBearer ? header!.Parameter ?? "" : "")));
    }
}
