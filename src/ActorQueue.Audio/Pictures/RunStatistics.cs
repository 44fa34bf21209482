namespace ActorQueue.Audio.Pictures;

/// <summary>Files that stand out of a run.</summary>
internal static class RunStatistics
{
    // Fewer files have no usual value that one could stand out of.
    private const int FewestFiles = 8;

    // B. Iglewicz and D. Hoaglin, How to detect and handle outliers (1993): a modified z-score above 3.5, with 0.6745 of the median absolute deviation as its unit.
    private const double OutlierScore = 3.5;
    private const double NormalConsistency = 0.6745;

    /// <summary>The middle value.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Files whose value lies far from the usual, farthest first.</summary>
    /// <param name="values">The files that have one.</param>
    /// <param name="least">A smaller distance is never worth mentioning.</param>
    public static IReadOnlyList<(RunPageFile File, double Value, double Median)> Outliers(IReadOnlyList<(RunPageFile File, double Value)> values, double least)
    {
        if (values.Count < FewestFiles)
        {
            return [];
        }

        var median = Median(values.Select(entry => entry.Value));
        var deviation = Median(values.Select(entry => Math.Abs(entry.Value - median)));
        return
        [
            .. values.Where(entry => Math.Abs(entry.Value - median) is var distance && distance > least && distance * NormalConsistency > OutlierScore * deviation)
                .OrderByDescending(entry => Math.Abs(entry.Value - median))
                .Select(entry => (entry.File, entry.Value, median)),
        ];
    }
}
