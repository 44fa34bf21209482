using ActorQueue.Files;
using ActorQueue.Processors;

namespace ActorQueue.Cli.Analysis;

/// <summary>How audio files become tasks, whoever works on them.</summary>
internal static class AudioFileTasks
{
    /// <summary>What a started queue may take to recover: several times what it gives one answer, so that one lost answer on an overloaded machine does not end a run.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <param name="isolation">Large files in processes of their own need not wait for one another: each has its own bound of memory.</param>
    public static FileTaskOptions Options(ProcessorIsolation isolation) => new()
    {
        Kind = AnalysisPayload.Kind,
        OneLargeFileAtATime = isolation != ProcessorIsolation.Process,
        FallbackAfter = Patience,
    };
}
