namespace ActorQueue.Audio.Pictures;

/// <summary>How the values of a run are distributed.</summary>
internal static class HistogramPicture
{
    private const int MostBars = 24;
    private const int Width = 420;
    private const int Height = 180;

    public static SvgPlot Draw(string id, string title, string unit, IReadOnlyList<double> values)
    {
        var (low, high) = (values.Min(), values.Max());
        if (high - low < 1e-9)
        {
            (low, high) = (low - 0.5, high + 0.5);
        }

        var bars = Math.Clamp((int)Math.Ceiling(Math.Sqrt(values.Count) * 1.5), 4, MostBars);
        var counts = new int[bars];
        foreach (var value in values)
        {
            counts[Math.Min(bars - 1, (int)((value - low) / (high - low) * bars))]++;
        }

        var plot = new SvgPlot(
            id, title, $"{values.Count} files from {Markup.Value(values.Min())} to {Markup.Value(values.Max())} {unit}, median {Markup.Value(RunStatistics.Median(values))} {unit}.", Height, Width);
        Bars(plot, counts);
        foreach (var value in Ticks.Values(low, high))
        {
            plot.TickX((value - low) / (high - low), Markup.Value(value), hasLine: false);
        }

        return plot;
    }

    /// <summary>A bar for each of some words.</summary>
    public static SvgPlot Draw(string id, string title, IReadOnlyList<(string Label, int Count)> values)
    {
        var plot = new SvgPlot(id, title, string.Join(", ", values.Where(value => value.Count > 0).Select(value => $"{value.Label}: {value.Count}")) + ".", Height, Width);
        Bars(plot, [.. values.Select(value => value.Count)]);
        for (var i = 0; i < values.Count; i++)
        {
            plot.TickX((i + 0.5) / values.Count, values[i].Label, hasLine: false);
        }

        return plot;
    }

    private static void Bars(SvgPlot plot, int[] counts)
    {
        var most = Math.Max(1, counts.Max());
        foreach (var count in Ticks.Values(0, most).Where(count => count == Math.Floor(count)))
        {
            plot.TickY(0.95 * count / most, Markup.Value(count));
        }

        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
            {
                plot.Box("bar", (i + 0.06) / counts.Length, 0, 0.88 / counts.Length, 0.95 * counts[i] / most);
            }
        }
    }
}
