using System.Net;
using System.Net.Sockets;
using ActorQueue.Contracts.Api;
using ActorQueue.Node.Api;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace ActorQueue.Node.Hosting;

/// <summary>
/// Keeps web pages out. A page that somebody has open in a browser on this machine can send requests to a loopback address, and a name that its owner points
/// there makes it look like the same site. So a request over TCP must name an address or localhost as its host, and a browser must not say that it comes from another origin.
/// </summary>
internal static class RequestOrigin
{
    public static Task Check(HttpContext context, RequestDelegate next)
    {
        // Who may open the socket is decided by its file mode; no browser does.
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket.AddressFamily == AddressFamily.Unix)
        {
            return next(context);
        }

        var host = context.Request.Host;
        if (!IPAddress.TryParse(host.Host.Trim('[', ']'), out _) && !string.Equals(host.Host, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            return ProblemAnswers.WriteAsync(context, StatusCodes.Status403Forbidden, ProblemCodes.Forbidden, $"The host name '{host.Host}' is not served: use an address or localhost.");
        }

        var origin = context.Request.Headers.Origin.ToString();
        return origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && string.Equals(from.Authority, host.Value, StringComparison.OrdinalIgnoreCase))
            ? next(context)
            : ProblemAnswers.WriteAsync(context, StatusCodes.Status403Forbidden, ProblemCodes.Forbidden, $"Requests from pages of {origin} are not taken.");
    }
}
