using ActorQueue.Contracts;

namespace ActorQueue.Callbacks;

/// <summary>
/// Code that is told each queue's statistics every <c>progress.update-interval</c> while its host runs, and once more when it stops. Registered under a name
/// (<c>AddStatisticsCallback</c>), so that it is told again after each restart.
/// </summary>
public interface IStatisticsCallback
{
    /// <summary>Hears of a queue's numbers. One call at a time for one queue; when it throws, that is logged and counted, and the next interval brings newer numbers.</summary>
    ValueTask ReportAsync(StatisticsContext context, CancellationToken cancellationToken);
}

/// <summary>A queue's numbers.</summary>
/// <param name="Queue">Which queue.</param>
/// <param name="Statistics">The numbers of the whole queue; by kind, priority and worker where <see cref="TaskQueue.GetStatisticsAsync"/> has them.</param>
public sealed record StatisticsContext(string Queue, QueueStatistics Statistics);
