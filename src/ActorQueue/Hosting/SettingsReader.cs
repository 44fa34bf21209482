using Akka.Configuration;
using ActorQueue.Contracts;
using ActorQueue.Callbacks;
using ActorQueue.Core;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Ordering;
using ActorQueue.Files;
using ActorQueue.Isolation;
using ActorQueue.Processors.Commands;
using ActorQueue.Storage;

namespace ActorQueue.Hosting;

/// <summary>Reads <c>actorqueue.*</c> into <see cref="ActorQueueSettings"/> and names every problem at once, with key, value and range.</summary>
internal sealed class SettingsReader
{
    private const int MaxAnalyzers = 1024;

    private readonly SettingsValues _values;
    private readonly QueueBlock? _block;
    private readonly int _pools;
    private readonly IReadOnlyList<IOrderPolicy> _policies;

    /// <param name="node">What stands under <c>actorqueue</c>.</param>
    /// <param name="block">What a queue has of its own; null: the default queue.</param>
    /// <param name="pools">How many queues share what the node has to give out.</param>
    /// <param name="policies">The order policies of the application's own.</param>
    private SettingsReader(Config node, QueueBlock? block, int pools, IReadOnlyList<IOrderPolicy> policies)
    {
        _values = new SettingsValues(node, block);
        _block = block;
        _pools = pools;
        _policies = policies;
    }

    /// <exception cref="QueueConfigurationException">At least one setting cannot work.</exception>
    public static ActorQueueSettings Read(Config config, IEnumerable<IOrderPolicy>? policies = null)
    {
        var node = config.GetConfig("actorqueue") ?? Config.Empty;
        IOrderPolicy[] own = [.. policies ?? []];
        List<string> problems = [];
        var blocks = QueueBlock.ReadAll(node, problems);
        var pools = 1 + blocks.Count(block => block.HasWorkers);
        var settings = Read(null);
        var others = blocks.Select(Read);

        // Whoever opens a folder only to look says so with one number, whatever the folder's queues are set to.
        settings = settings with
        {
            OtherQueues = [.. settings.Workers.Analyzers > 0 ? others : others.Select(other => other with { Workers = other.Workers with { Analyzers = 0 } })],
        };

        // What all queues have from the top level is told once.
        return problems.Count == 0 ? settings : throw new QueueConfigurationException([.. problems.Distinct()]);

        ActorQueueSettings Read(QueueBlock? block)
        {
            var reader = new SettingsReader(node, block, pools, own);
            var read = reader.Read();
            problems.AddRange(reader._values.Problems);
            return read;
        }
    }

    private ActorQueueSettings Read() => new()
    {
        IsDefaultQueue = _block is null,
        DataDirectory = _values.Text("data-directory"),
        QueueName = QueueName(),
        Queue = Queue(),
        Gateway = new GatewaySettings(_values.Int("gateway.max-outstanding-requests", 1, int.MaxValue), _values.Bytes("gateway.max-outstanding-bytes", 1024, long.MaxValue)),
        Workers = Workers(),
        LargeFileBytes = _values.Bytes("analysis.large-file", 0, long.MaxValue),
        Command = new CommandSettings(
            _values.Flag("processors.command.enabled"),
            _values.Words("processors.command.environment"),
            _values.Words("processors.command.programs"),
            (int)_values.Bytes("processors.command.max-output", 1, 1 << 20)),
        Webhooks = new WebhookSettings(
            _values.Words("webhook.secrets"),
            _values.Words("webhook.allowed-hosts"),
            _values.Flag("webhook.allow-http"),
            _values.Flag("webhook.allow-private-networks"),
            _values.Duration("webhook.timeout", TimeSpan.FromMilliseconds(1))),
        Isolation = Isolation(),
        Leases = Leases(),
        Memory = Memory(),
        Journal = Journal(),
        History = new HistorySettings(
            _values.Duration("history.retention", TimeSpan.FromSeconds(1)),
            _values.Long("history.max-rows", 1, long.MaxValue),
            _values.Flag("cleanup.enabled"),
            _values.Duration("cleanup.interval", TimeSpan.FromSeconds(1))),
        Shutdown = new ShutdownSettings(_values.Duration("shutdown.drain-timeout", TimeSpan.Zero), _values.Duration("shutdown.cancel-timeout", TimeSpan.Zero)),
        ProgressInterval = _values.Duration("progress.update-interval", TimeSpan.Zero),
        ProgressCallInterval = _values.Duration("progress.callback-interval", TimeSpan.FromMilliseconds(1)),
        Api = Api(),
        Cipher = EncryptionKeys.Read(_values.Section("encryption.keys"), _values.Text("encryption.active-key"), _values.Problems),
    };

    /// <summary>The journal's settings alone; what cannot work is told by <see cref="Read(Config, IEnumerable{IOrderPolicy})"/>.</summary>
    public static JournalSettings ReadJournal(Config config) => new SettingsReader(config.GetConfig("actorqueue") ?? Config.Empty, null, 1, []).Journal();

    private JournalSettings Journal()
    {
        var settings = JournalValues();
        if (settings.RestartMaxDelay < 2 * settings.ConnectionTimeout)
        {
            // A restart counts as a recovery after the longest delay; one that still waits for the storage then would have the delays begin anew each time.
            _values.Refuse("journal.restart-max-delay", $"{settings.RestartMaxDelay} must be at least twice actorqueue.journal.connection-timeout, {settings.ConnectionTimeout}");
        }

        return settings;
    }

    private JournalSettings JournalValues() => new(
        _values.Int("journal.max-batch-events", 1, 1_000_000),
        (int)_values.Bytes("journal.max-batch-bytes", 1024, 64 << 20),
        _values.Int("journal.snapshot-interval", 10, int.MaxValue),
        _values.Duration("journal.restart-delay", TimeSpan.FromMilliseconds(1)),
        _values.Duration("journal.restart-max-delay", TimeSpan.FromMilliseconds(1)),
        _values.Duration("journal.connection-timeout", TimeSpan.FromSeconds(1)),
        _values.Int("journal.max-connection-retries", 0, 1000));

    private ApiSettings Api()
    {
        var text = _values.Text("api.url");
        var mayBeRemote = _values.Flag("api.allow-remote");
        Uri? url = null;
        if (text.Length > 0 && (!Uri.TryCreate(text, UriKind.Absolute, out url) || url.Scheme != Uri.UriSchemeHttp || url.PathAndQuery != "/"))
        {
            _values.Refuse("api.url", $"'{text}' must be http://HOST:PORT");
        }
        else if (url is { IsLoopback: false } && !mayBeRemote)
        {
            _values.Refuse("api.url", $"'{text}' can be reached from other machines, and the API asks nobody who they are; actorqueue.api.allow-remote = on permits it");
        }

        return new ApiSettings(url, (int)_values.Bytes("api.max-body-bytes", 1024, 1 << 30), _values.Int("api.max-connections", 1, 1_000_000));
    }

    private QueueSettings Queue()
    {
        var settings = new QueueSettings
        {
            MaxLength = _values.Int("queue.max-length", 0, int.MaxValue),
            MaxBytes = _values.Bytes("queue.max-bytes", 0, long.MaxValue),
            MaxPayloadBytes = (int)_values.Bytes("queue.max-payload-bytes", 0, 64 << 20),
            MaxResultBytes = (int)_values.Bytes("queue.max-result-bytes", 0, 64 << 20),
            MaxDependencies = _values.Int("queue.max-dependencies", 0, TaskSpec.MaxDependencies),
            MaxBatches = _values.Int("batches.max", 1, 1_000_000),
            BatchRetention = _values.Duration("batches.retention", TimeSpan.Zero),
            IdempotencyWindow = _values.Duration("queue.idempotency-window", TimeSpan.FromSeconds(1)),
            MaxRememberedIds = _values.Int("queue.max-remembered-ids", 1, int.MaxValue),
            Order = Order(),
            Admission = Admission(),
            AttemptTimeout = _values.Duration("attempt.timeout", TimeSpan.FromMilliseconds(1)),
            CrashBudget = _values.Int("retry.crash-budget", 0, 1000),
            MaxWorkers = _values.Int("worker.max-registered", 0, 100_000),
            MaxSchedules = _values.Int("schedules.max-count", 0, 100_000),
            MisfireThreshold = _values.Duration("schedules.misfire-threshold", TimeSpan.FromSeconds(1)),
            OutOfMemoryBudget = _values.Int("retry.out-of-memory-budget", 0, 1000),
            DrainBudget = _values.Int("retry.drain-budget", 0, 10_000),
            Breaker = new BreakerSettings
            {
                Failures = _values.Int("breaker.failures", 0, int.MaxValue),
                FailureShare = _values.Number("breaker.failure-share", 0, 100),
                MinAttempts = _values.Int("breaker.min-attempts", 1, BreakerSettings.MaxAttempts),
                OpenFor = _values.Duration("breaker.open-for", TimeSpan.FromMilliseconds(1)),
            },
            Health = new HealthSettings
            {
                MaxWaitingAge = _values.Duration("health.max-waiting-age", TimeSpan.Zero),
                MaxDeadLetterShare = _values.Number("health.max-dead-letter-share", 0, 100),
                MaxExhaustionShare = _values.Number("health.max-exhaustion-share", 0, 100),
            },
            MaxCheckpointBytes = (int)_values.Bytes("attempt.max-checkpoint-bytes", 0, 64 << 20),
            Retry = new RetryOptions
            {
                Strategy = RetryStrategy.Exponential,
                MaxAttempts = _values.Int("retry.max-retries", 0, RetryOptions.MaxAttemptsLimit - 1) + 1,
                Delay = _values.Duration("retry.delay", TimeSpan.Zero),
                Base = _values.Number("retry.base", 1, 100),
                MaxDelay = _values.Duration("retry.max-delay", TimeSpan.Zero),
                Jitter = _values.Number("retry.jitter", 0, 1),
                PriorityStep = _values.Int("retry.priority-step", 0, int.MaxValue),
            },
        };

        // The core checks what spans settings or goes beyond the ranges above; when one of those was out of range it would only say it twice.
        if (_values.Problems.Count == 0)
        {
            _values.Problems.AddRange(settings.Validate().Select(problem => _block is null ? problem : $"{_block.Path}: {problem}"));
        }

        return settings;
    }

    private IOrderPolicy Order()
    {
        var step = _values.Duration("queue.aging-step", TimeSpan.FromMilliseconds(1));
        step = _values.InRange("queue.aging-step", step, TimeSpan.FromMilliseconds(1), AgingOrder.MaxStep) <= AgingOrder.MaxStep ? step : AgingOrder.MaxStep;
        var main = Policy("queue.order-policy", _values.Text("queue.order-policy"), step);
        var other = _values.Text("queue.compare-with") is { Length: > 0 } name ? Policy("queue.compare-with", name, step) : null;
        var share = _values.Number("queue.compare-share", 0.001, 0.999);
        if (!_values.Flag("queue.priority.enabled"))
        {
            return FifoOrder.Instance;
        }

        if (other is null || share is not (> 0 and < 1))
        {
            return main;
        }

        if (other.Name != main.Name)
        {
            return new ComparedOrder(main, other, share);
        }

        _values.Refuse("queue.compare-with", $"'{other.Name}' is the order-policy itself");
        return main;
    }

    private IOrderPolicy Policy(string key, string name, TimeSpan agingStep)
    {
        if (AdmissionSettingsText.Policy(name, agingStep < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : agingStep, _policies) is { } policy)
        {
            return policy;
        }

        _values.Refuse(
            key,
            $"'{name}' is none of priority, fifo, aging, smallest-first, largest-first"
            + string.Concat(_policies.Select(own => $", {own.Name}")));
        return PriorityOrder.Instance;
    }

    private AdmissionSettings Admission() => new()
    {
        FairnessWeights = Entries("fairness.weights", _values.Words("fairness.weights"), AdmissionSettingsText.Number),
        ConcurrencyPerKey = _values.Int("limits.concurrency", 0, int.MaxValue),
        ConcurrencyLimits = new Dictionary<string, int>(Entries("limits.concurrency-keys", _values.Words("limits.concurrency-keys"), AdmissionSettingsText.Number))
        {
            [FileTaskOptions.LargeFileKey] = _values.Int("analysis.large-files-at-a-time", 0, int.MaxValue),
        },
        RatePerKey = Parsed("limits.rate", _values.Text("limits.rate"), AdmissionSettingsText.Rate),
        RateLimits = Entries("limits.rate-keys", _values.Words("limits.rate-keys"), AdmissionSettingsText.Rate),
        MaxNeeds = new ResourceNeeds
        {
            CpuPercent = _values.Int("resources.max-cpu-percent", 0, ResourceNeeds.MaxCpuPercent),
            MemoryBytes = _values.Bytes("resources.max-memory", 0, long.MaxValue),
            GpuPercent = _values.Int("resources.max-gpu-percent", 0, 100),
        },
        BypassLimit = _values.Int("resources.bypass-limit", 0, AdmissionSettings.MaxBypassLimit),
    };

    /// <summary>What this queue's pool takes and has to give out; <c>auto</c> is its share of all cores, and of the memory limit less what is kept free.</summary>
    private WorkerTerms Terms()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var reserve = Math.Min(_values.Bytes("memory.min-available", 0, long.MaxValue), memory / 4);
        var kinds = _values.Words("workers.kinds");
        return new WorkerTerms
        {
            Kinds = kinds.Count == 0 ? null : kinds,
            MinPriority = _values.Text("workers.min-priority") == "any" ? null : _values.Int("workers.min-priority", int.MinValue, int.MaxValue),
            MaxPriority = _values.Text("workers.max-priority") == "any" ? null : _values.Int("workers.max-priority", int.MinValue, int.MaxValue),
            Capacity = new WorkerCapacity(
                _values.Text("workers.cpu-percent") == "auto" ? Environment.ProcessorCount * 100 / _pools : _values.Int("workers.cpu-percent", 0, ResourceNeeds.MaxCpuPercent),
                _values.Text("workers.memory") == "auto" ? (memory - reserve) / _pools : _values.Bytes("workers.memory", 0, long.MaxValue),
                _values.Int("workers.gpu-percent", 0, 100 * 100)),
        };
    }

    private Dictionary<string, T> Entries<T>(string key, IReadOnlyList<string> entries, Func<string, T> read) =>
        Parsed(key, string.Join(", ", entries), _ => AdmissionSettingsText.Entries(entries, read)) ?? [];

    private T? Parsed<T>(string key, string text, Func<string, T?> read)
    {
        try
        {
            return read(text);
        }
        catch (FormatException e)
        {
            _values.Refuse(key, e.Message);
            return default;
        }
    }

    private WorkerSettings Workers()
    {
        var analyzers = _values.Text("workers.max") == "auto" ? WorkerSettings.AutomaticAnalyzers() : _values.Int("workers.max", 0, MaxAnalyzers);
        return new WorkerSettings(
            analyzers,
            _values.Int("workers.sync-threads", 1, MaxAnalyzers),
            _values.Duration("worker.heartbeat-interval", TimeSpan.FromMilliseconds(10)),
            _values.Flag("workers.monitoring.enabled"),
            _values.Int("batch.size", 1, int.MaxValue),
            _values.Flag("batch.collect-garbage"))
        {
            QueueName = QueueName(),
            Terms = Terms(),
            SyncAdmission = _values.Duration("workers.sync-admission", TimeSpan.Zero),
            MinAnalyzers = _values.Int("workers.min", 1, MaxAnalyzers),
            IdleTimeout = _values.Duration("workers.idle-timeout", TimeSpan.Zero),
        };
    }

    private IsolationSettings Isolation()
    {
        // The runtime itself takes some thirty megabytes.
        const long Least = 64_000_000;
        var settings = new IsolationSettings(
            _values.Bytes("workers.memory-limit", Least, long.MaxValue),
            _values.Bytes("workers.max-memory-limit", Least, long.MaxValue),
            _values.Flag("workers.control-groups"));
        if (settings.MaxMemoryLimitBytes < settings.MemoryLimitBytes)
        {
            _values.Refuse("workers.max-memory-limit", $"{settings.MaxMemoryLimitBytes} must not be below workers.memory-limit ({settings.MemoryLimitBytes})");
        }

        return settings;
    }

    private LeaseSettings Leases()
    {
        var settings = new LeaseSettings(
            _values.Duration("lease.timeout", TimeSpan.FromSeconds(1)),
            _values.Duration("lease.sweep-interval", TimeSpan.FromMilliseconds(100)),
            _values.Duration("worker.timeout", TimeSpan.FromSeconds(1)))
        {
            MaxWaiting = _values.Int("worker.max-waiting", 0, 10_000),
        };
        if (settings.WorkerTimeout < settings.Timeout)
        {
            _values.Problems.Add($"{_values.PathOf("worker.timeout", "lease.timeout")}: worker.timeout ({settings.WorkerTimeout}) must not be below lease.timeout ({settings.Timeout})");
        }

        return settings;
    }

    private MemorySettings Memory()
    {
        var settings = new MemorySettings(
            _values.Number("memory.threshold", 1, 100),
            _values.Number("memory.grow-below", 0, 100),
            _values.Duration("memory.check-interval", TimeSpan.FromMilliseconds(10)),
            _values.Bytes("memory.min-available", 0, long.MaxValue))
        {
            StallThresholdPercent = _values.Number("memory.stall-threshold", 1, 100),
            StallCheckInterval = _values.Duration("memory.stall-check-interval", TimeSpan.FromMilliseconds(10)),
        };
        if (settings.GrowBelowPercent >= settings.ThresholdPercent)
        {
            _values.Refuse("memory.grow-below", $"{settings.GrowBelowPercent} must be below memory.threshold ({settings.ThresholdPercent})");
        }

        return settings;
    }

    private string QueueName()
    {
        var name = _block?.Name ?? _values.Text("queue.name");
        if (QueueBlock.ProblemOfName(name) is { } problem)
        {
            _values.Problems.Add($"actorqueue.{(_block is null ? "queue.name" : "queues")}: '{name}' {problem}");
        }

        return name;
    }
}
