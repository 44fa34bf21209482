using ActorQueue.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the queue to a host application's health checks.</summary>
public static class HealthCheckRegistrations
{
    /// <summary>Checks the queue of this application: <c>services.AddHealthChecks().AddActorQueue()</c>.</summary>
    /// <param name="builder">The application's health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">What a critical or offline queue is told as; null: unhealthy. A warning is always degraded.</param>
    /// <param name="tags">Words to choose checks by.</param>
    public static IHealthChecksBuilder AddActorQueue(
        this IHealthChecksBuilder builder, string name = "actorqueue", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<QueueHealthCheck>();
        return builder.AddCheck<QueueHealthCheck>(name, failureStatus, tags ?? []);
    }
}
