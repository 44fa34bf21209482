using ActorQueue.Core.Commands;

namespace ActorQueue.Core.Workers;

/// <summary>What stays the same of a worker while it is registered.</summary>
public sealed record WorkerDefinition
{
    /// <summary>Unique per registration.</summary>
    public required string Id { get; init; }

    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is the pool of the owner's process, which needs no token.</summary>
    public bool IsLocal { get; init; }

    /// <summary>SHA-256 of its token; empty for the local pool.</summary>
    public ReadOnlyMemory<byte> TokenHash { get; init; }

    /// <summary>The only kinds that it takes; empty: all.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>The lowest priority that it takes; null: any.</summary>
    public int? MinPriority { get; init; }

    /// <summary>The highest priority that it takes; null: any.</summary>
    public int? MaxPriority { get; init; }

    /// <summary>Most attempts that it holds; 0 for the local pool, which says so by credit.</summary>
    public int MaxAttempts { get; init; }

    /// <summary>What it takes.</summary>
    public WorkerTerms Terms => new()
    {
        Kinds = Kinds.Count == 0 ? null : Kinds,
        MinPriority = MinPriority,
        MaxPriority = MaxPriority,
    };
}
