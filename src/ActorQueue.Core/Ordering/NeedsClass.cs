using System.Numerics;
using ActorQueue.Contracts;

namespace ActorQueue.Core.Ordering;

/// <summary>
/// Needs of about the same size, which wait in one lane: each amount in steps of a quarter to an eighth of itself. There
/// are at most a few hundred classes in practice, however many different needs tasks bring, so a dispatch that finds no
/// room for some looks at one task of each. What a task reserves is exact.
/// </summary>
internal readonly record struct NeedsClass(byte Cpu, byte Memory, byte Gpu, bool RequiresGpu)
{
    public bool IsNone => this == default;

    public static NeedsClass Of(ResourceNeeds? needs) => needs is null
        ? default
        : new NeedsClass(StepOf(needs.CpuPercent), StepOf(needs.MemoryBytes), StepOf(needs.GpuPercent), needs.RequiresGpu);

    /// <summary>0 for nothing, then four steps to each doubling.</summary>
    private static byte StepOf(long amount)
    {
        if (amount <= 0)
        {
            return 0;
        }

        int log = BitOperations.Log2((ulong)amount);
        int quarter = log >= 2 ? (int)(amount >> (log - 2)) & 3 : (int)(amount << (2 - log)) & 3;
        return (byte)((log * 4) + quarter + 1);
    }
}
