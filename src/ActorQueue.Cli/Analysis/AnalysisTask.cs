using ActorQueue.Cli.Discovery;
using ActorQueue.Contracts;

namespace ActorQueue.Cli.Analysis;

/// <summary>The task that a file becomes.</summary>
internal static class AnalysisTask
{
    /// <summary>A damaged file does not heal in minutes: enough to outlast a copy that is being written, short enough to wait for.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan BaseTimeout = TimeSpan.FromSeconds(300);

    public static TaskSpec For(AudioFile file, int maxRetries, TimeProvider time) =>
        Describe(new TaskSpec { Id = TaskId.New(time), Kind = AnalysisPayload.Kind }, file, maxRetries);

    public static TaskSpec Describe(TaskSpec task, AudioFile file, int maxRetries, bool withSeries = false) => task with
    {
        Payload = AnalysisPayload.For(file.Path, withSeries).ToJson(),
        Tags = [AnalysisPayload.TagFor(file.Path)],
        AttemptTimeout = TimeoutFor(file.Facts.SizeBytes),
        Retry = new RetryOptions { Delay = RetryDelay, MaxAttempts = maxRetries + 1 },
    };

    /// <summary>A second for each MiB on top: compressed audio of any length is measured at many times that speed.</summary>
    private static TimeSpan TimeoutFor(long sizeBytes) => BaseTimeout + TimeSpan.FromSeconds(Math.Min(sizeBytes >> 20, 24 * 3600));
}
