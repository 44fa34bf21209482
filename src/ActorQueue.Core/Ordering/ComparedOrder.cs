using System.Buffers.Binary;
using ActorQueue.Contracts;

namespace ActorQueue.Core.Ordering;

/// <summary>
/// Two policies side by side: each orders its own share of the tasks, and gets that share of the starts, so that what
/// their tasks waited can be compared (<see cref="QueueStatistics.Policies"/>). A task's id decides which share it
/// belongs to; a counter of starts decides whose turn it is. Neither depends on chance or on the clock.
/// </summary>
public sealed class ComparedOrder : IOrderPolicy
{
    /// <summary>Two policies with different names.</summary>
    /// <param name="main">Orders the rest of the tasks.</param>
    /// <param name="other">Orders the share.</param>
    /// <param name="share">Part of the tasks that <paramref name="other"/> orders, more than 0 and less than 1.</param>
    public ComparedOrder(IOrderPolicy main, IOrderPolicy other, double share)
    {
        ArgumentNullException.ThrowIfNull(main);
        ArgumentNullException.ThrowIfNull(other);
        if (share is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share is more than 0 and less than 1.");
        }

        if (main.Name == other.Name || main is ComparedOrder || other is ComparedOrder)
        {
            throw new ArgumentException($"'{main.Name}' and '{other.Name}' are not two policies that can be compared.", nameof(other));
        }

        Main = main;
        Other = other;
        Share = share;
    }

    /// <summary>Orders the rest of the tasks.</summary>
    public IOrderPolicy Main { get; }

    /// <summary>Orders the share.</summary>
    public IOrderPolicy Other { get; }

    /// <summary>Part of the tasks that <see cref="Other"/> orders.</summary>
    public double Share { get; }

    /// <inheritdoc />
    public string Name => $"{Main.Name}+{Other.Name}";

    /// <summary>The main policy's: what compares tasks across the shares.</summary>
    public OrderRank RankOf(OrderedTask task) => Main.RankOf(task);

    /// <summary>Whether <see cref="Other"/> orders this task.</summary>
    public bool IsOther(TaskId id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.Value.TryWriteBytes(bytes, bigEndian: true, out _);

        // The last eight bytes are the random ones; the multiplication spreads ids that were merely counted up.
        ulong mixed = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) * 0x9E3779B97F4A7C15;
        mixed ^= mixed >> 32;
        mixed *= 0xD6E8FEB86659FD93;
        return (mixed >> 11) * (1.0 / (1UL << 53)) < Share;
    }

    /// <summary>Whether the start with this number (from 0) is <see cref="Other"/>'s turn.</summary>
    internal bool IsOthersTurn(long start) => Math.Floor((start + 1) * Share) > Math.Floor(start * Share);
}
