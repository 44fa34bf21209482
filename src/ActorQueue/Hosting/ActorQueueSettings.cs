using ActorQueue.Callbacks;
using ActorQueue.Core;
using ActorQueue.Core.Commands;
using ActorQueue.Isolation;
using ActorQueue.Processors;
using ActorQueue.Processors.Commands;
using ActorQueue.Storage;

namespace ActorQueue.Hosting;

/// <summary>
/// Every setting of a queue, those of its node included, read and checked once at start. Keys, units and defaults stand in hocon/reference.conf.
/// </summary>
internal sealed record ActorQueueSettings
{
    public required string DataDirectory { get; init; }
    /// <summary>The embedded database.</summary>
    public string ConnectionString => QueueConfiguration.ConnectionString(QueueConfiguration.DatabasePath(DataDirectory), Journal.ConnectionTimeout);

    public required string QueueName { get; init; }

    /// <summary>Whether it is the queue that those mean who name none.</summary>
    public bool IsDefaultQueue { get; init; } = true;

    /// <summary>Of the default queue: the node's other queues, which differ only in what a queue has of its own. Of each of those: none.</summary>
    public IReadOnlyList<ActorQueueSettings> OtherQueues { get; init; } = [];

    public required QueueSettings Queue { get; init; }
    public required GatewaySettings Gateway { get; init; }
    public required WorkerSettings Workers { get; init; }
    public required long LargeFileBytes { get; init; }
    public required CommandSettings Command { get; init; }
    public required WebhookSettings Webhooks { get; init; }
    public required IsolationSettings Isolation { get; init; }
    public required MemorySettings Memory { get; init; }
    public required JournalSettings Journal { get; init; }
    public required HistorySettings History { get; init; }
    public required ShutdownSettings Shutdown { get; init; }
    public required LeaseSettings Leases { get; init; }
    public required TimeSpan ProgressInterval { get; init; }
    public required TimeSpan ProgressCallInterval { get; init; }
    public required ApiSettings Api { get; init; }

    /// <summary>Encrypts what is written, where a key is set.</summary>
    public required DataCipher Cipher { get; init; }
}

/// <summary>What clients may have outstanding.</summary>
internal sealed record GatewaySettings(int MaxOutstandingRequests, long MaxOutstandingBytes);

/// <summary>This node's pool. <paramref name="Analyzers"/> is already resolved from <c>auto</c>; 0 runs nothing.</summary>
internal sealed record WorkerSettings(int Analyzers, int SyncThreads, TimeSpan HeartbeatInterval, bool MonitoringEnabled, int BatchSize, bool CollectGarbage)
{
    /// <summary>The queue whose tasks it runs.</summary>
    public string QueueName { get; init; } = TaskContext.DefaultQueue;

    /// <summary>Which tasks it takes, and what it has to give out.</summary>
    public WorkerTerms Terms { get; init; } = WorkerTerms.Any;

    /// <summary>How long an attempt waits for one of the <see cref="SyncThreads"/>.</summary>
    public TimeSpan SyncAdmission { get; init; }

    /// <summary>Analyzers kept when there is little to do.</summary>
    public int MinAnalyzers { get; init; } = 1;

    /// <summary>How long no more than half may be busy before half goes; 0: never.</summary>
    public TimeSpan IdleTimeout { get; init; }

    /// <summary>One analyzer a core, and no more than fit when each needs 256 MB (<c>workers.memory-limit</c> of the seeds) of what is there.</summary>
    public static int AutomaticAnalyzers()
    {
        const long BytesPerAnalyzer = 256L << 20;
        var fitting = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / BytesPerAnalyzer;
        return (int)Math.Clamp(fitting, 1, Environment.ProcessorCount);
    }
}

/// <summary>How long workers that are registered may be silent.</summary>
internal sealed record LeaseSettings(TimeSpan Timeout, TimeSpan SweepInterval, TimeSpan WorkerTimeout)
{
    /// <summary>Calls for work that may wait at a time.</summary>
    public int MaxWaiting { get; init; }
}

/// <summary>When the pool shrinks and grows. Shares are percent of the memory limit.</summary>
internal sealed record MemorySettings(double ThresholdPercent, double GrowBelowPercent, TimeSpan CheckInterval, long MinAvailableBytes)
{
    /// <summary>Above this share of time spent waiting for memory the pool shrinks too.</summary>
    public double StallThresholdPercent { get; init; } = 20;

    /// <summary>How often that share is looked at.</summary>
    public TimeSpan StallCheckInterval { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>Bounds of a commit, and how often a snapshot is taken.</summary>
internal sealed record JournalSettings(
    int MaxBatchEvents, int MaxBatchBytes, int SnapshotIntervalRows, TimeSpan RestartDelay, TimeSpan RestartMaxDelay, TimeSpan ConnectionTimeout, int MaxConnectionRetries)
{
    /// <summary>How long one call to the storage may take in all; then its outcome is unknown.</summary>
    public TimeSpan CallTimeout => 1.5 * ConnectionTimeout;
}

/// <summary>How long finished tasks are kept.</summary>
internal sealed record HistorySettings(TimeSpan Retention, long MaxRows, bool CleanupEnabled, TimeSpan CleanupInterval);

/// <summary>The stages of a stop.</summary>
internal sealed record ShutdownSettings(TimeSpan DrainTimeout, TimeSpan CancelTimeout);

/// <summary>Where a host's HTTP API listens beside its socket (null: nowhere), and what it takes.</summary>
internal sealed record ApiSettings(Uri? Url, int MaxBodyBytes, int MaxConnections);
