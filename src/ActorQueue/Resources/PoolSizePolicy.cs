using ActorQueue.Hosting;

namespace ActorQueue.Resources;

/// <summary>How many analyzers memory allows: halved under pressure, down to one; one more at a time when it has passed.</summary>
internal static class PoolSizePolicy
{
    // A minimum near or above the whole limit would let nothing start, ever.
    private const int LargestReservedShare = 4;

    public static int Decide(MemoryReading reading, int current, int most, MemorySettings settings)
    {
        if (IsPressed(reading, settings))
        {
            return Math.Max(1, current / 2);
        }

        // Half of the threshold: a share that stays just below it must not make the size swing.
        var isCalm = reading.UsedPercent < settings.GrowBelowPercent && reading.StalledPercent <= settings.StallThresholdPercent / 2;
        return isCalm ? Math.Min(most, current + 1) : current;
    }

    /// <summary>Whether there is too little memory for what runs.</summary>
    public static bool IsPressed(MemoryReading reading, MemorySettings settings) =>
        reading.UsedPercent > settings.ThresholdPercent || reading.StalledPercent > settings.StallThresholdPercent;

    /// <summary>Whether new attempts may start.</summary>
    public static bool Admits(MemoryReading reading, MemorySettings settings) =>
        reading.AvailableBytes >= Math.Min(settings.MinAvailableBytes, reading.LimitBytes / LargestReservedShare);
}
