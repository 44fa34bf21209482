namespace ActorQueue.Audio.Tests.Rhythm;

/// <summary>Compares found times with true ones, as MIREX does: each true time may be met once.</summary>
internal static class TimeMatching
{
    /// <summary>Harmonic mean of the share of found times that are true and the share of true times that were found.</summary>
    public static double FMeasure(IReadOnlyList<double> found, IReadOnlyList<double> truth, double toleranceSeconds)
    {
        var (hits, next) = (0, 0);
        foreach (var time in found)
        {
            while (next < truth.Count && truth[next] < time - toleranceSeconds)
            {
                next++;
            }

            if (next < truth.Count && truth[next] <= time + toleranceSeconds)
            {
                hits++;
                next++;
            }
        }

        return found.Count + truth.Count == 0 ? 1 : 2.0 * hits / (found.Count + truth.Count);
    }

    /// <summary>Times without those that follow another within a distance: notes of one chord are one onset.</summary>
    public static double[] Merge(IEnumerable<double> times, double distanceSeconds)
    {
        var merged = new List<double>();
        foreach (var time in times)
        {
            if (merged.Count == 0 || time - merged[^1] > distanceSeconds)
            {
                merged.Add(time);
            }
        }

        return [.. merged];
    }
}
