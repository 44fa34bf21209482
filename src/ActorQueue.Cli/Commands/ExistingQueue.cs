using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Hosting;

namespace ActorQueue.Cli.Commands;

/// <summary>Opens the queue of a data folder to look at it: nothing is run, and no folder is made.</summary>
internal static class ExistingQueue
{
    public static Task<QueueHost> OpenAsync(string dataDirectory, bool isVerbose) =>
        File.Exists(QueueHost.DatabasePath(dataDirectory))
            ? QueueHost.StartAsync(new QueueHostOptions(dataDirectory) { Workers = 0, IsVerbose = isVerbose })
            : throw new CommandFailedException(
                ExitCode.Environment, $"There is no queue in '{dataDirectory}': `actorqueue analyze PATH` makes one, --data DIR names another folder.");
}
