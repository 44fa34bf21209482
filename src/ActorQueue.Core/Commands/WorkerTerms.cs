using ActorQueue.Contracts;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Commands;

/// <summary>How much of everything a worker has to give out.</summary>
/// <param name="CpuPercent">Percent of one core; 400 is four cores.</param>
/// <param name="MemoryBytes">Bytes of memory.</param>
/// <param name="GpuPercent">Percent of a GPU; 0: it has none.</param>
public sealed record WorkerCapacity(long CpuPercent, long MemoryBytes, long GpuPercent);

/// <summary>What a worker takes, as it says when it attaches.</summary>
public sealed record WorkerTerms
{
    /// <summary>Anything, with no account of resources.</summary>
    public static WorkerTerms Any { get; } = new();

    /// <summary>The only kinds that it takes; null: all.</summary>
    public IReadOnlyList<string>? Kinds { get; init; }

    /// <summary>The lowest priority that it takes; null: any.</summary>
    public int? MinPriority { get; init; }

    /// <summary>The highest priority that it takes; null: any.</summary>
    public int? MaxPriority { get; init; }

    /// <summary>What it has to give out; null: it keeps no account, and every task fits but one that requires a GPU.</summary>
    public WorkerCapacity? Capacity { get; init; }

    /// <summary>Whether a kind is among those that it takes.</summary>
    public bool TakesKind(string kind) => Kinds is null || Kinds.Contains(kind, StringComparer.Ordinal);

    /// <summary>Whether a priority is in the range that it takes.</summary>
    public bool TakesPriority(int priority) => !(priority < MinPriority) && !(priority > MaxPriority);

    /// <summary>Whether it could give that much if nothing else ran.</summary>
    public bool CouldRun(ResourceNeeds needs)
    {
        ArgumentNullException.ThrowIfNull(needs);
        return HasRoom(worker: null, needs, kept: null);
    }

    internal bool HasRoom(WorkerEntry? worker, ResourceNeeds needs, ResourceNeeds? kept)
    {
        bool needsGpu = needs.RequiresGpu || needs.GpuPercent > 0;
        if (Capacity is not { } capacity)
        {
            return !needsGpu;
        }

        return (!needsGpu || capacity.GpuPercent > 0)
            && Fits(needs.CpuPercent, worker?.ReservedCpuPercent, kept?.CpuPercent, capacity.CpuPercent)
            && Fits(needs.MemoryBytes, worker?.ReservedMemoryBytes, kept?.MemoryBytes, capacity.MemoryBytes)
            && Fits(needs.GpuPercent, worker?.ReservedGpuPercent, kept?.GpuPercent, capacity.GpuPercent);
    }

    // Reserved and kept amounts have fitted the capacity each; the need may be any number.
    private static bool Fits(long need, long? reserved, long? kept, long capacity) =>
        need == 0 || need <= capacity - (reserved ?? 0) - (kept ?? 0);
}
