using ActorQueue.Audio;
using ActorQueue.Cli.Access;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Hosting;
using ActorQueue.Contracts.Api;
using ActorQueue.Files;

namespace ActorQueue.Cli.Analysis;

/// <summary>Finds out who works on the files of a run.</summary>
internal static class AnalysisQueues
{
    // Another command holds a folder for a moment only, and is a host without workers meanwhile; a host that starts has its socket within seconds.
    private static readonly TimeSpan OwnerPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>Without a queue.</summary>
    public static IAnalysisQueue Direct(QueueHostOptions options)
    {
        var host = QueueHost.CreateWithoutQueue(options);
        return new DirectAnalysis(host, AudioFileTasks.Options(options.Isolation) with { DirectParallelism = options.Workers });
    }

    /// <summary>The host that runs in the folder, or else the folder's queue, run here.</summary>
    /// <param name="isOwnWorkWanted">Whether the caller says how files are worked on, which a host has decided already.</param>
    /// <exception cref="CommandFailedException">The folder cannot be used, or its host does not work on audio files.</exception>
    public static async Task<IAnalysisQueue> OpenAsync(QueueHostOptions options, bool isOwnWorkWanted, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await TryHostAsync(options, isOwnWorkWanted, cancellationToken)
                    ?? new OwnAnalysisQueue(await QueueHost.StartAsync(options, cancellationToken), AudioFileTasks.Options(options.Isolation), TimeProvider.System);
            }
            catch (CommandFailedException exception) when (exception.InnerException is DataDirectoryInUseException)
            {
                if (TimeProvider.System.GetElapsedTime(started) >= OwnerPatience)
                {
                    throw new CommandFailedException(exception.ExitCode, $"{exception.Message} Wait for it, choose another folder with --data DIR, or analyse without a queue: --direct.", exception);
                }

                await Task.Delay(RetryDelay, TimeProvider.System, cancellationToken);
            }
            catch (CommandFailedException exception) when (exception is { ExitCode: ExitCode.Environment or ExitCode.Refused, InnerException: not null })
            {
                throw new CommandFailedException(exception.ExitCode, $"{exception.Message} --direct analyses without a queue, and keeps nothing.", exception);
            }
        }
    }

    private static async Task<IAnalysisQueue?> TryHostAsync(QueueHostOptions options, bool isOwnWorkWanted, CancellationToken cancellationToken)
    {
        if (await ApiClient.TryConnectAsync(options.DataDirectory, queue: null, cancellationToken) is not { } api)
        {
            return null;
        }

        try
        {
            var workers = (await api.GetAsync("workers", ApiJson.Default.WorkerList, cancellationToken)).Workers;
            if (!workers.Any(worker => worker.Kinds.Count == 0 || worker.Kinds.Contains(AnalysisPayload.Kind)))
            {
                var inUse = new DataDirectoryInUseException(options.DataDirectory, null);
                throw new CommandFailedException(ExitCode.Environment, $"The host that runs in '{options.DataDirectory}' has no workers for audio files.", inUse);
            }

            return isOwnWorkWanted
                ? throw new CommandFailedException(
                    ExitCode.WrongUsage,
                    $"A host runs in '{options.DataDirectory}' and does the work: --workers and --isolation are for `actorqueue start` to say. Leave them out, or choose another folder with --data DIR.")
                : new HostAnalysisQueue(
                    api, await TasksAsync(api, options), AudioFileTasks.Options(options.Isolation),
                    new(() => AnalysisCache.OpenToRead(QueueHost.DatabasePath(options.DataDirectory), AudioAnalyzer.Version, TimeProvider.System)));
        }
        catch
        {
            api.Dispose();
            throw;
        }
    }

    private static async Task<ApiFileTaskQueue> TasksAsync(ApiClient api, QueueHostOptions options)
    {
        // What is large is a setting of the folder.
        await using var settings = QueueHost.CreateWithoutQueue(options);
        return new ApiFileTaskQueue(api, AnalysisPayload.Kind, ((IFileTaskQueue)settings.Queue).LargeFileBytes, TimeProvider.System);
    }
}
