using ActorQueue.Node.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the HTTP API to a host that runs a queue.</summary>
public static class QueueApiServiceCollectionExtensions
{
    /// <summary>
    /// Serves the queue on a Unix socket in its data folder, and where <c>actorqueue.api.url</c> says. Call it after <c>AddActorQueue</c>: hosted services start
    /// in order and stop in reverse, and the socket belongs to whoever owns the folder.
    /// </summary>
    public static IServiceCollection AddActorQueueApi(this IServiceCollection services)
    {
        services.AddSingleton<QueueApi>();
        services.AddHostedService<QueueApiServer>();
        return services;
    }
}
