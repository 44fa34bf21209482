using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace ActorQueue.Hosting;

/// <summary>One further queue of a host as <c>actorqueue.queues</c> names it: what it has of its own lies over the top level.</summary>
/// <param name="Name">The queue.</param>
/// <param name="Settings">What stands in its block.</param>
internal sealed record QueueBlock(string Name, Config Settings)
{
    // Each has a thread for its history, a pool, and a journal to recover before the host is there.
    private const int MaxQueues = 100;

    private const int MaxNameLength = 64;

    // What a queue's journal is told apart from a snapshot's chunk of another one by (QueueSnapshots).
    private const string ReservedEnd = "-0-snapshot";

    /// <summary>What a queue may have of its own; everything else is one for the node: the folder, the database, threads, processes, memory, the API.</summary>
    private static readonly string[] OfAQueue =
    [
        "queue", "gateway", "fairness", "limits", "resources", "attempt", "batches", "retry", "schedules",
        "workers.max", "workers.min", "workers.idle-timeout", "workers.kinds", "workers.min-priority", "workers.max-priority",
        "workers.cpu-percent", "workers.memory", "workers.gpu-percent",
        "worker", "lease", "progress", "history", "cleanup", "breaker", "health",
    ];

    /// <summary>Where it stands.</summary>
    public string Path => $"actorqueue.queues.{Name}";

    /// <summary>Whether it has workers of its own, as far as it says.</summary>
    public bool HasWorkers => Settings.GetString("workers.max", string.Empty) != "0";

    /// <summary>The names of a host's queues, the default one first, as they are written.</summary>
    /// <param name="node">What stands under <c>actorqueue</c>.</param>
    public static IReadOnlyList<string> Names(Config node) => [node.GetString("queue.name", string.Empty), .. Blocks(node).Select(block => block.Key)];

    /// <summary>Every block that can be one, and what is wrong with the others.</summary>
    public static IReadOnlyList<QueueBlock> ReadAll(Config node, List<string> problems)
    {
        var blocks = new List<QueueBlock>();
        foreach (var (name, value) in Blocks(node))
        {
            if (!value.IsObject())
            {
                problems.Add($"actorqueue.queues.{name}: must be a block of settings, {{}} for a queue like the default one");
                continue;
            }

            if (name == node.GetString("queue.name", string.Empty))
            {
                problems.Add($"actorqueue.queues.{name}: is the default queue (actorqueue.queue.name), whose settings stand at the top");
            }

            problems.AddRange(LeavesOf(value).Select(key => ProblemOfKey(node, key) is { } problem ? $"actorqueue.queues.{name}.{key}: {problem}" : null).OfType<string>());
            blocks.Add(new QueueBlock(name, node.GetConfig($"queues.{Quote(name)}") ?? Config.Empty));
        }

        if (blocks.Count > MaxQueues)
        {
            problems.Add($"actorqueue.queues: {blocks.Count} are more than {MaxQueues}");
        }

        return blocks;
    }

    /// <summary>Why a queue cannot have this name; null when it can.</summary>
    public static string? ProblemOfName(string name)
    {
        if (name.Length is 0 or > MaxNameLength || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            return $"must be 1 to {MaxNameLength} letters, digits, hyphens or underscores";
        }

        return name.EndsWith(ReservedEnd, StringComparison.Ordinal) ? $"must not end in {ReservedEnd}, which its own snapshots are named by" : null;
    }

    private static IEnumerable<KeyValuePair<string, HoconValue>> Blocks(Config node) => node.GetConfig("queues")?.AsEnumerable() ?? [];

    private static IEnumerable<string> LeavesOf(HoconValue value) => value.GetObject()!.Items.SelectMany(item =>
        item.Value.IsObject() && item.Value.GetObject()!.Items.Count > 0 ? LeavesOf(item.Value).Select(leaf => $"{item.Key}.{leaf}") : [item.Key]);

    private static string? ProblemOfKey(Config node, string key)
    {
        if (key == "queue.name")
        {
            return "the block's own name is the queue's";
        }

        if (OfAQueue.Any(own => key == own || key.StartsWith(own + ".", StringComparison.Ordinal)))
        {
            return node.HasPath(key) ? null : "is no setting";
        }

        return node.HasPath(key.Split('.')[0]) ? $"belongs to the node and is one for all its queues; set actorqueue.{key}" : "is no setting";
    }

    private static string Quote(string name) => "\"" + name + "\"";
}
