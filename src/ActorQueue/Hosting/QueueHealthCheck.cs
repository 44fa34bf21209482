using ActorQueue.Contracts;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using CheckStatus = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus;
using QueueStatus = ActorQueue.Contracts.HealthStatus;

namespace ActorQueue.Hosting;

/// <summary>The health of the application's queues as its health checks tell it, which is that of the worst: a warning is degraded; critical and offline are the registration's failure status.</summary>
internal sealed class QueueHealthCheck(TaskQueues queues) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = await queues.GetHealthAsync(cancellationToken);
        var status = health.Status switch
        {
            QueueStatus.Healthy => CheckStatus.Healthy,
            QueueStatus.Warning => CheckStatus.Degraded,
            QueueStatus.Critical or QueueStatus.Offline => context.Registration.FailureStatus,
            _ => throw new InvalidOperationException($"{health.Status} is not a queue's health."),
        };
        var data = health.Reasons.GroupBy(reason => reason.Code, StringComparer.Ordinal)
            .ToDictionary(reasons => reasons.Key, object (reasons) => string.Join(' ', reasons.Select(Describe)), StringComparer.Ordinal);
        return new HealthCheckResult(status, string.Join(' ', health.Reasons.Select(Describe)), data: data);
    }

    private static string Describe(HealthReason reason) => reason.Queue is null ? reason.Message : $"{reason.Queue}: {reason.Message}";
}
