using Akka.Configuration;
using ActorQueue.Contracts;
using ActorQueue.Callbacks;
using ActorQueue.Core;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Ordering;
using ActorQueue.Isolation;
using ActorQueue.Processors.Commands;
using ActorQueue.Storage;

namespace ActorQueue.Hosting;

/// <summary>Reads <c>actorqueue.*</c> into <see cref="ActorQueueSettings"/> and names every problem at once, with key, value and range.</summary>
internal sealed class SettingsReader
{
    private const int MaxAnalyzers = 1024;

    private readonly Config _config;
    private readonly List<string> _problems = [];

    private readonly IReadOnlyList<IOrderPolicy> _policies;

    private SettingsReader(Config config, IReadOnlyList<IOrderPolicy> policies)
    {
        _config = config.GetConfig("actorqueue") ?? Config.Empty;
        _policies = policies;
    }

    /// <exception cref="QueueConfigurationException">At least one setting cannot work.</exception>
    public static ActorQueueSettings Read(Config config, IEnumerable<IOrderPolicy>? policies = null)
    {
        var reader = new SettingsReader(config, [.. policies ?? []]);
        var settings = reader.Read();
        return reader._problems.Count == 0 ? settings : throw new QueueConfigurationException(reader._problems);
    }

    private ActorQueueSettings Read() => new()
    {
        DataDirectory = Text("data-directory"),
        QueueName = QueueName(),
        Queue = Queue(),
        Gateway = new GatewaySettings(Int("gateway.max-outstanding-requests", 1, int.MaxValue), Bytes("gateway.max-outstanding-bytes", 1024, long.MaxValue)),
        Workers = Workers(),
        LargeFileBytes = Bytes("analysis.large-file", 0, long.MaxValue),
        Command = new CommandSettings(
            Flag("processors.command.enabled"),
            Words("processors.command.environment"),
            Words("processors.command.programs"),
            (int)Bytes("processors.command.max-output", 1, 1 << 20)),
        Webhooks = new WebhookSettings(
            Words("webhook.secrets"),
            Words("webhook.allowed-hosts"),
            Flag("webhook.allow-http"),
            Flag("webhook.allow-private-networks"),
            Duration("webhook.timeout", TimeSpan.FromMilliseconds(1))),
        Isolation = Isolation(),
        Leases = Leases(),
        Memory = Memory(),
        Journal = Journal(),
        History = new HistorySettings(
            Duration("history.retention", TimeSpan.FromSeconds(1)),
            Long("history.max-rows", 1, long.MaxValue),
            Flag("cleanup.enabled"),
            Duration("cleanup.interval", TimeSpan.FromSeconds(1))),
        Shutdown = new ShutdownSettings(Duration("shutdown.drain-timeout", TimeSpan.Zero), Duration("shutdown.cancel-timeout", TimeSpan.Zero)),
        ProgressInterval = Duration("progress.update-interval", TimeSpan.Zero),
        Api = Api(),
        Cipher = EncryptionKeys.Read(_config.GetConfig("encryption.keys"), Text("encryption.active-key"), _problems),
    };

    /// <summary>The journal's settings alone; what cannot work is told by <see cref="Read(Config, IEnumerable{IOrderPolicy})"/>.</summary>
    public static JournalSettings ReadJournal(Config config) => new SettingsReader(config, []).Journal();

    private JournalSettings Journal()
    {
        var settings = JournalValues();
        if (settings.RestartMaxDelay < 2 * settings.ConnectionTimeout)
        {
            // A restart counts as a recovery after the longest delay; one that still waits for the storage then would have the delays begin anew each time.
            _problems.Add($"actorqueue.journal.restart-max-delay: {settings.RestartMaxDelay} must be at least twice actorqueue.journal.connection-timeout, {settings.ConnectionTimeout}");
        }

        return settings;
    }

    private JournalSettings JournalValues() => new(
        Int("journal.max-batch-events", 1, 1_000_000),
        (int)Bytes("journal.max-batch-bytes", 1024, 64 << 20),
        Int("journal.snapshot-interval", 10, int.MaxValue),
        Duration("journal.restart-delay", TimeSpan.FromMilliseconds(1)),
        Duration("journal.restart-max-delay", TimeSpan.FromMilliseconds(1)),
        Duration("journal.connection-timeout", TimeSpan.FromSeconds(1)),
        Int("journal.max-connection-retries", 0, 1000));

    private ApiSettings Api()
    {
        var text = Text("api.url");
        var mayBeRemote = Flag("api.allow-remote");
        Uri? url = null;
        if (text.Length > 0 && (!Uri.TryCreate(text, UriKind.Absolute, out url) || url.Scheme != Uri.UriSchemeHttp || url.PathAndQuery != "/"))
        {
            _problems.Add($"actorqueue.api.url: '{text}' must be http://HOST:PORT");
        }
        else if (url is { IsLoopback: false } && !mayBeRemote)
        {
            _problems.Add($"actorqueue.api.url: '{text}' can be reached from other machines, and the API asks nobody who they are; actorqueue.api.allow-remote = on permits it");
        }

        return new ApiSettings(url, (int)Bytes("api.max-body-bytes", 1024, 1 << 30), Int("api.max-connections", 1, 1_000_000));
    }

    private QueueSettings Queue()
    {
        var settings = new QueueSettings
        {
            MaxLength = Int("queue.max-length", 0, int.MaxValue),
            MaxBytes = Bytes("queue.max-bytes", 0, long.MaxValue),
            MaxPayloadBytes = (int)Bytes("queue.max-payload-bytes", 0, 64 << 20),
            MaxResultBytes = (int)Bytes("queue.max-result-bytes", 0, 64 << 20),
            MaxDependencies = Int("queue.max-dependencies", 0, TaskSpec.MaxDependencies),
            MaxBatches = Int("batches.max", 1, 1_000_000),
            BatchRetention = Duration("batches.retention", TimeSpan.Zero),
            IdempotencyWindow = Duration("queue.idempotency-window", TimeSpan.FromSeconds(1)),
            MaxRememberedIds = Int("queue.max-remembered-ids", 1, int.MaxValue),
            Order = Order(),
            Admission = Admission(),
            AttemptTimeout = Duration("attempt.timeout", TimeSpan.FromMilliseconds(1)),
            CrashBudget = Int("retry.crash-budget", 0, 1000),
            MaxWorkers = Int("worker.max-registered", 0, 100_000),
            MaxSchedules = Int("schedules.max-count", 0, 100_000),
            MisfireThreshold = Duration("schedules.misfire-threshold", TimeSpan.FromSeconds(1)),
            OutOfMemoryBudget = Int("retry.out-of-memory-budget", 0, 1000),
            DrainBudget = Int("retry.drain-budget", 0, 10_000),
            Breaker = new BreakerSettings
            {
                Failures = Int("breaker.failures", 0, int.MaxValue),
                FailureShare = Number("breaker.failure-share", 0, 100),
                MinAttempts = Int("breaker.min-attempts", 1, BreakerSettings.MaxAttempts),
                OpenFor = Duration("breaker.open-for", TimeSpan.FromMilliseconds(1)),
            },
            Health = new HealthSettings
            {
                MaxWaitingAge = Duration("health.max-waiting-age", TimeSpan.Zero),
                MaxDeadLetterShare = Number("health.max-dead-letter-share", 0, 100),
                MaxExhaustionShare = Number("health.max-exhaustion-share", 0, 100),
            },
            MaxCheckpointBytes = (int)Bytes("attempt.max-checkpoint-bytes", 0, 64 << 20),
            Retry = new RetryOptions
            {
                Strategy = RetryStrategy.Exponential,
                MaxAttempts = Int("retry.max-retries", 0, RetryOptions.MaxAttemptsLimit - 1) + 1,
                Delay = Duration("retry.delay", TimeSpan.Zero),
                Base = Number("retry.base", 1, 100),
                MaxDelay = Duration("retry.max-delay", TimeSpan.Zero),
                Jitter = Number("retry.jitter", 0, 1),
                PriorityStep = Int("retry.priority-step", 0, int.MaxValue),
            },
        };

        // The core checks what spans settings or goes beyond the ranges above; when one of those was out of range it would only say it twice.
        if (_problems.Count == 0)
        {
            _problems.AddRange(settings.Validate());
        }

        return settings;
    }

    private IOrderPolicy Order()
    {
        var step = Duration("queue.aging-step", TimeSpan.FromMilliseconds(1));
        step = InRange("queue.aging-step", step, TimeSpan.FromMilliseconds(1), AgingOrder.MaxStep) <= AgingOrder.MaxStep ? step : AgingOrder.MaxStep;
        var main = Policy("queue.order-policy", Text("queue.order-policy"), step);
        var other = Text("queue.compare-with") is { Length: > 0 } name ? Policy("queue.compare-with", name, step) : null;
        var share = Number("queue.compare-share", 0.001, 0.999);
        if (!Flag("queue.priority.enabled"))
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

        _problems.Add($"actorqueue.queue.compare-with: '{other.Name}' is the order-policy itself");
        return main;
    }

    private IOrderPolicy Policy(string key, string name, TimeSpan agingStep)
    {
        if (AdmissionSettingsText.Policy(name, agingStep < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : agingStep, _policies) is { } policy)
        {
            return policy;
        }

        _problems.Add(
            $"actorqueue.{key}: '{name}' is none of priority, fifo, aging, smallest-first, largest-first"
            + string.Concat(_policies.Select(own => $", {own.Name}")));
        return PriorityOrder.Instance;
    }

    private AdmissionSettings Admission() => new()
    {
        FairnessWeights = Entries("fairness.weights", Words("fairness.weights"), AdmissionSettingsText.Number),
        ConcurrencyPerKey = Int("limits.concurrency", 0, int.MaxValue),
        ConcurrencyLimits = Entries("limits.concurrency-keys", Words("limits.concurrency-keys"), AdmissionSettingsText.Number),
        RatePerKey = Parsed("limits.rate", Text("limits.rate"), AdmissionSettingsText.Rate),
        RateLimits = Entries("limits.rate-keys", Words("limits.rate-keys"), AdmissionSettingsText.Rate),
        MaxNeeds = new ResourceNeeds
        {
            CpuPercent = Int("resources.max-cpu-percent", 0, ResourceNeeds.MaxCpuPercent),
            MemoryBytes = Bytes("resources.max-memory", 0, long.MaxValue),
            GpuPercent = Int("resources.max-gpu-percent", 0, 100),
        },
        BypassLimit = Int("resources.bypass-limit", 0, AdmissionSettings.MaxBypassLimit),
    };

    /// <summary>What this node's pool takes and has to give out; <c>auto</c> is all cores, and the memory limit less what is kept free.</summary>
    private WorkerTerms Terms()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var reserve = Math.Min(Bytes("memory.min-available", 0, long.MaxValue), memory / 4);
        var kinds = Words("workers.kinds");
        return new WorkerTerms
        {
            Kinds = kinds.Count == 0 ? null : kinds,
            MinPriority = Text("workers.min-priority") == "any" ? null : Int("workers.min-priority", int.MinValue, int.MaxValue),
            MaxPriority = Text("workers.max-priority") == "any" ? null : Int("workers.max-priority", int.MinValue, int.MaxValue),
            Capacity = new WorkerCapacity(
                Text("workers.cpu-percent") == "auto" ? Environment.ProcessorCount * 100 : Int("workers.cpu-percent", 0, ResourceNeeds.MaxCpuPercent),
                Text("workers.memory") == "auto" ? memory - reserve : Bytes("workers.memory", 0, long.MaxValue),
                Int("workers.gpu-percent", 0, 100 * 100)),
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
            _problems.Add($"actorqueue.{key}: {e.Message}");
            return default;
        }
    }

    private WorkerSettings Workers()
    {
        var text = Text("workers.max");
        var analyzers = text == "auto" ? AutomaticAnalyzers() : Int("workers.max", 0, MaxAnalyzers);
        return new WorkerSettings(
            analyzers,
            Int("workers.sync-threads", 1, MaxAnalyzers),
            Duration("worker.heartbeat-interval", TimeSpan.FromMilliseconds(10)),
            Flag("workers.monitoring.enabled"),
            Int("batch.size", 1, int.MaxValue),
            Flag("batch.collect-garbage"))
        {
            Terms = Terms(),
            SyncAdmission = Duration("workers.sync-admission", TimeSpan.Zero),
            MinAnalyzers = Int("workers.min", 1, MaxAnalyzers),
            IdleTimeout = Duration("workers.idle-timeout", TimeSpan.Zero),
        };
    }

    /// <summary>One analyzer a core, and no more than fit when each needs 256 MB (<c>workers.memory-limit</c> of the seeds) of what is there.</summary>
    private static int AutomaticAnalyzers()
    {
        const long BytesPerAnalyzer = 256L << 20;
        var fitting = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / BytesPerAnalyzer;
        return (int)Math.Clamp(fitting, 1, Environment.ProcessorCount);
    }

    private IsolationSettings Isolation()
    {
        // The runtime itself takes some thirty megabytes.
        const long Least = 64_000_000;
        var settings = new IsolationSettings(
            Bytes("workers.memory-limit", Least, long.MaxValue),
            Bytes("workers.max-memory-limit", Least, long.MaxValue),
            Flag("workers.control-groups"));
        if (settings.MaxMemoryLimitBytes < settings.MemoryLimitBytes)
        {
            _problems.Add($"actorqueue.workers.max-memory-limit: {settings.MaxMemoryLimitBytes} must not be below workers.memory-limit ({settings.MemoryLimitBytes})");
        }

        return settings;
    }

    private LeaseSettings Leases()
    {
        var settings = new LeaseSettings(
            Duration("lease.timeout", TimeSpan.FromSeconds(1)),
            Duration("lease.sweep-interval", TimeSpan.FromMilliseconds(100)),
            Duration("worker.timeout", TimeSpan.FromSeconds(1)));
        if (settings.WorkerTimeout < settings.Timeout)
        {
            _problems.Add($"actorqueue.worker.timeout: {settings.WorkerTimeout} must not be below lease.timeout ({settings.Timeout})");
        }

        return settings;
    }

    private MemorySettings Memory()
    {
        var settings = new MemorySettings(
            Number("memory.threshold", 1, 100),
            Number("memory.grow-below", 0, 100),
            Duration("memory.check-interval", TimeSpan.FromMilliseconds(10)),
            Bytes("memory.min-available", 0, long.MaxValue))
        {
            StallThresholdPercent = Number("memory.stall-threshold", 1, 100),
            StallCheckInterval = Duration("memory.stall-check-interval", TimeSpan.FromMilliseconds(10)),
        };
        if (settings.GrowBelowPercent >= settings.ThresholdPercent)
        {
            _problems.Add($"actorqueue.memory.grow-below: {settings.GrowBelowPercent} must be below memory.threshold ({settings.ThresholdPercent})");
        }

        return settings;
    }

    private string QueueName()
    {
        var name = Text("queue.name");
        if (name.Length is 0 or > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            _problems.Add($"actorqueue.queue.name: '{name}' must be 1 to 64 letters, digits, hyphens or underscores");
        }

        return name;
    }

    private string Text(string key) => Value(key, path => _config.GetString(path, string.Empty), string.Empty) ?? string.Empty;

    private IReadOnlyList<string> Words(string key) => Value(key, path => _config.GetStringList(path), []) is { } words ? [.. words] : [];

    private bool Flag(string key) => Value(key, path => _config.GetBoolean(path, false), false);

    private int Int(string key, int least, int most) => InRange(key, Value(key, path => _config.GetInt(path, 0), least), least, most);

    private long Long(string key, long least, long most) => InRange(key, Value(key, path => _config.GetLong(path, 0), least), least, most);

    private double Number(string key, double least, double most) =>
        InRange(key, Value(key, path => _config.GetDouble(path, 0), least), least, most);

    private long Bytes(string key, long least, long most) =>
        InRange(key, Value(key, path => _config.GetByteSize(path, null) ?? throw new FormatException("not a size"), least), least, most);

    private TimeSpan Duration(string key, TimeSpan least) =>
        InRange(key, Value(key, path => _config.GetTimeSpan(path, null, false), least), least, RetryOptions.MaxDuration);

    private T Value<T>(string key, Func<string, T> read, T whenUnreadable)
    {
        if (!_config.HasPath(key))
        {
            _problems.Add($"actorqueue.{key}: is missing");
            return whenUnreadable;
        }

        try
        {
            return read(key);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _problems.Add($"actorqueue.{key}: '{_config.GetString(key, string.Empty)}' cannot be read ({e.Message})");
            return whenUnreadable;
        }
    }

    private T InRange<T>(string key, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            _problems.Add($"actorqueue.{key}: {value} is not in the range {least} to {most}");
        }

        return value;
    }
}
