using Microsoft.Extensions.Diagnostics.HealthChecks;
using CheckStatus = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus;
using QueueStatus = ActorQueue.Contracts.HealthStatus;

namespace ActorQueue.Hosting;

/// <summary>The queue's health as the host application's health checks tell it: a warning is degraded; critical and offline are the registration's failure status.</summary>
internal sealed class QueueHealthCheck(TaskQueue queue) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = await queue.GetHealthAsync(cancellationToken);
        var status = health.Status switch
        {
            QueueStatus.Healthy => CheckStatus.Healthy,
            QueueStatus.Warning => CheckStatus.Degraded,
            QueueStatus.Critical or QueueStatus.Offline => context.Registration.FailureStatus,
            _ => throw new InvalidOperationException($"{health.Status} is not a queue's health."),
        };
        var data = health.Reasons.GroupBy(reason => reason.Code, StringComparer.Ordinal)
            .ToDictionary(reasons => reasons.Key, object (reasons) => string.Join(' ', reasons.Select(reason => reason.Message)), StringComparer.Ordinal);
        return new HealthCheckResult(status, string.Join(' ', health.Reasons.Select(reason => reason.Message)), data: data);
    }
}
