using ActorQueue.Hosting;

namespace ActorQueue.Resources;

/// <summary>How many analyzers memory allows: halved under pressure, down to one; one more at a time when it has passed.</summary>
internal static class PoolSizePolicy
{
    // A minimum near or above the whole limit would let nothing start, ever.
    private const int LargestReservedShare = 4;

    public static int Decide(MemoryReading reading, int current, int most, MemorySettings settings)
    {
        if (reading.UsedPercent > settings.ThresholdPercent)
        {
            return Math.Max(1, current / 2);
        }

        return reading.UsedPercent < settings.GrowBelowPercent ? Math.Min(most, current + 1) : current;
    }

    /// <summary>Whether new attempts may start.</summary>
    public static bool Admits(MemoryReading reading, MemorySettings settings) =>
        reading.AvailableBytes >= Math.Min(settings.MinAvailableBytes, reading.LimitBytes / LargestReservedShare);
}
