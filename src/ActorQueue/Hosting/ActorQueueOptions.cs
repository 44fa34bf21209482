using ActorQueue.Core.Ordering;

namespace ActorQueue.Hosting;

/// <summary>
/// What a host application sets in code. Null keeps what hocon/reference.conf or <see cref="ConfigFile"/> says; there every setting stands with unit, range and default.
/// </summary>
public sealed class ActorQueueOptions
{
    /// <summary>A HOCON file over the defaults, or null.</summary>
    public string? ConfigFile { get; set; }

    /// <summary>HOCON text over the file, or null: for the settings that have no property here.</summary>
    public string? Hocon { get; set; }

    /// <summary><c>actorqueue.data-directory</c>: the folder of the database and its lock file; made when absent.</summary>
    public string? DataDirectory { get; set; }

    /// <summary><c>actorqueue.workers.max</c>: analyzers of this process, 0 to 1024; 0 accepts and answers but runs nothing.</summary>
    public int? Workers { get; set; }

    /// <summary><c>actorqueue.retry.max-retries</c>: 0 to 999.</summary>
    public int? MaxRetries { get; set; }

    /// <summary><c>actorqueue.retry.delay</c>: before the first retry.</summary>
    public TimeSpan? RetryDelay { get; set; }

    /// <summary><c>actorqueue.queue.max-length</c>: waiting tasks at most; 0 = unlimited.</summary>
    public int? MaxQueueLength { get; set; }

    /// <summary><c>actorqueue.attempt.timeout</c>: longest run of one attempt.</summary>
    public TimeSpan? AttemptTimeout { get; set; }

    /// <summary><c>actorqueue.workers.memory-limit</c>: bytes that a worker process may hold, 64 MB or more.</summary>
    public long? WorkerMemoryLimit { get; set; }

    /// <summary>
    /// The program and arguments that start a worker process; null = the program that runs now, without arguments. Either way its <c>Main</c> ends in
    /// <see cref="Isolation.WorkerProgram.RunAsync"/>, as <see cref="Isolation.WorkerProgram.IsWorker"/> tells it.
    /// </summary>
    public IReadOnlyList<string>? WorkerCommand { get; set; }

    /// <summary>Order policies of the application's own, which <c>actorqueue.queue.order-policy</c> and <c>.compare-with</c> may name.</summary>
    public IList<IOrderPolicy> OrderPolicies { get; } = [];

    /// <summary>
    /// <c>actorqueue.queues</c>: further queues by name, each with the settings (HOCON) that differ from those of the default queue:
    /// <c>options.Queues["video"] = "workers.max = 2, queue.max-length = 50"</c>; an empty text for one that differs in nothing.
    /// </summary>
    public IDictionary<string, string> Queues { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary><c>actorqueue.queue.order-policy</c>: which ready task starts first; one of the built-in names or of <see cref="OrderPolicies"/>.</summary>
    public string? OrderPolicy { get; set; }
}
