using ActorQueue.Files;

namespace ActorQueue;

public sealed partial class TaskQueue
{
    /// <summary><c>actorqueue.analysis.large-file</c>; also while the host does not run.</summary>
    internal long LargeFileBytes => _host.LargeFileBytes;

    /// <summary>Works on files with the registered processors and without the queue.</summary>
    internal Task RunDirectAsync(FileRun run, FileTaskOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        new DirectWork(_host.Processors, options, time).RunAsync(run, cancellationToken);
}
