namespace ActorQueue.Resources;

/// <summary>How much memory there is, by the tightest of the limits that hold for this process.</summary>
/// <param name="UsedPercent">The share in use of the limit that is nearest to full, 0 to 100.</param>
/// <param name="AvailableBytes">What can still be taken before the first limit is met.</param>
/// <param name="LimitBytes">The smallest limit.</param>
internal readonly record struct MemoryReading(double UsedPercent, long AvailableBytes, long LimitBytes)
{
    /// <summary>
    /// The share of the last ten seconds, 0 to 100, in which at least one thread waited for memory to be reclaimed or read back; 0 where the kernel does not say.
    /// </summary>
    public double StalledPercent { get; init; }

    /// <summary>One limit's own reading.</summary>
    public static MemoryReading Of(long limitBytes, long usedBytes)
    {
        var used = Math.Clamp(usedBytes, 0, limitBytes);
        return new MemoryReading(limitBytes == 0 ? 100 : 100.0 * used / limitBytes, limitBytes - used, limitBytes);
    }

    /// <summary>Both limits hold.</summary>
    public MemoryReading And(MemoryReading other) => new(
        Math.Max(UsedPercent, other.UsedPercent), Math.Min(AvailableBytes, other.AvailableBytes), Math.Min(LimitBytes, other.LimitBytes));
}
