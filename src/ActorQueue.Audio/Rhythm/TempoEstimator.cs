namespace ActorQueue.Audio.Rhythm;

/// <summary>
/// Chooses the beat among the periods of the onset envelope by what speaks for it: the period itself and its fourfold, the bar of most music; and against it: parts
/// of the period that are as strong, and its threefold. A prior settles what the music leaves open.
/// </summary>
/// <remarks>
/// Autocorrelation with a tapping prior, log-normal around 120 BPM: D. Ellis, Beat tracking by dynamic programming, J. New Music Research 36 (2007), section 3.2, and
/// D. Moelants, Preferred tempo reconsidered, ICMPC (2002). The weights are this project's, fitted to rendered music of eight styles, 60 to 190 BPM, with
/// the constraint that each has the sign that the sentence above gives it; tests and README.md measure them on other pieces.
/// </remarks>
internal static class TempoEstimator
{
    private const double SlowestBpm = 40;
    private const double FastestBpm = 240;
    private const double StepRatio = 1.0025;
    private const int Multiples = 4;

    private const double PreferredBpm = 120;
    private const double PreferenceOctaves = 0.95;

    private const double WholePeriod = 1.6;
    private const double WholeFourfold = 1.8;
    private const double WholeThreefold = -0.2;
    private const double WholeHalf = -0.25;
    private const double WholeThird = -0.1;
    private const double RegionFourfold = 1.3;
    private const double RegionThreefold = -0.5;
    private const double RegionHalf = -0.5;
    private const double RegionThird = -0.2;

    // A comb value that shuffled onsets hardly ever reach (tested with noise).
    private const double LeastConfidence = 0.1;
    private const int MostAlternatives = 3;
    private const double AlternativeEvidence = 0.6;
    private const double SameTempoRatio = 1.06;

    /// <summary>The tempo; null when nothing regular was found.</summary>
    public static TempoEstimate? Estimate(PeriodicityAccumulator periodicity)
    {
        var candidates = Candidates(periodicity);
        if (periodicity.Windows == 0 || candidates.Count == 0)
        {
            return null;
        }

        var best = candidates[0];
        var bpm = Refine(periodicity, best.Bpm);
        var confidence = Comb(periodicity, bpm);
        if (confidence < LeastConfidence)
        {
            return null;
        }

        var alternatives = candidates.Skip(1)
            .Where(candidate => Comb(periodicity, candidate.Bpm) >= AlternativeEvidence * confidence)
            .Take(MostAlternatives)
            .Select(candidate => Refine(periodicity, candidate.Bpm))
            .ToArray();
        return new TempoEstimate(bpm, Math.Clamp(confidence, 0, 1), alternatives);
    }

    /// <summary>The confidence that each whole tempo would have, 0 to 1.</summary>
    public static double[] Evidence(PeriodicityAccumulator periodicity, int slowestBpm, int fastestBpm) =>
        [.. Enumerable.Range(slowestBpm, fastestBpm - slowestBpm + 1).Select(bpm => Math.Clamp(Comb(periodicity, bpm), 0, 1))];

    // One for each tempo that scores, best first.
    private static List<(double Bpm, double Score)> Candidates(PeriodicityAccumulator periodicity)
    {
        var count = (int)(Math.Log(FastestBpm / SlowestBpm) / Math.Log(StepRatio)) + 1;
        var all = new List<(double Bpm, double Score)>(count);
        for (var i = 0; i < count; i++)
        {
            var bpm = SlowestBpm * Math.Pow(StepRatio, i);
            all.Add((bpm, Score(periodicity, bpm)));
        }

        var peaks = new List<(double Bpm, double Score)>();
        for (var i = 1; i < all.Count - 1; i++)
        {
            if (all[i].Score >= all[i - 1].Score && all[i].Score > all[i + 1].Score)
            {
                peaks.Add(all[i]);
            }
        }

        var distinct = new List<(double Bpm, double Score)>();
        foreach (var peak in peaks.OrderByDescending(peak => peak.Score))
        {
            if (distinct.TrueForAll(other => Math.Max(peak.Bpm / other.Bpm, other.Bpm / peak.Bpm) > SameTempoRatio))
            {
                distinct.Add(peak);
            }
        }

        return distinct;
    }

    private static double Score(PeriodicityAccumulator periodicity, double bpm)
    {
        var period = PeriodFrames(periodicity, bpm);
        var octaves = Math.Log2(bpm / PreferredBpm) / PreferenceOctaves;
        return (WholePeriod * Math.Max(0, periodicity.Whole(period)))
            + (WholeFourfold * Around(periodicity.Whole, 4 * period))
            + (WholeThreefold * Around(periodicity.Whole, 3 * period))
            + (WholeHalf * Math.Max(0, periodicity.Whole(period / 2)))
            + (WholeThird * Thirds(periodicity.Whole, period))
            + (RegionFourfold * Around(periodicity.ByRegion, 4 * period))
            + (RegionThreefold * Around(periodicity.ByRegion, 3 * period))
            + (RegionHalf * Math.Max(0, periodicity.ByRegion(period / 2)))
            + (RegionThird * Thirds(periodicity.ByRegion, period))
            - (0.5 * octaves * octaves);
    }

    // The grid of tempi is coarser than the peaks at far lags.
    private static double Around(Func<double, double> correlation, double lag) => Math.Max(
        Math.Max(0, correlation(lag)), Math.Max(correlation(lag - 0.75), correlation(lag + 0.75)));

    private static double Thirds(Func<double, double> correlation, double period) =>
        Math.Max(correlation(period / 3), correlation(2 * period / 3));

    private static double Comb(PeriodicityAccumulator periodicity, double bpm)
    {
        var period = PeriodFrames(periodicity, bpm);
        double sum = 0;
        for (var multiple = 1; multiple <= Multiples; multiple++)
        {
            sum += periodicity.Whole(multiple * period);
        }

        return sum / Multiples;
    }

    // Far multiples fix the period to a fraction of a frame: one after another, each looks for its peak around where the ones before expect it.
    private static double Refine(PeriodicityAccumulator periodicity, double bpm)
    {
        var period = PeriodFrames(periodicity, bpm);
        var longest = PeriodicityAccumulator.LongestLagSeconds * periodicity.FramesPerSecond;
        double weights = 0;
        double weighted = 0;
        for (var multiple = 1; multiple * period < longest - 3; multiple++)
        {
            if (PeakNear(periodicity, multiple * period, Math.Clamp(period / 8, 1.5, 4)) is { } peak && peak.Height > 0)
            {
                var weight = peak.Height * multiple * multiple;
                weights += weight;
                weighted += weight * peak.Lag / multiple;
                period = weighted / weights;
            }
        }

        return 60 * periodicity.FramesPerSecond / period;
    }

    private static (double Lag, double Height)? PeakNear(PeriodicityAccumulator periodicity, double lag, double reach)
    {
        var best = -1;
        var height = double.NegativeInfinity;
        for (var i = (int)Math.Ceiling(lag - reach); i <= lag + reach; i++)
        {
            if (periodicity.Whole((double)i) is var value && value > height)
            {
                (best, height) = (i, value);
            }
        }

        if (best < 1)
        {
            return null;
        }

        // Vertex of the parabola through the peak and its neighbours; a value at the edge of the reach is no peak.
        var before = periodicity.Whole(best - 1.0);
        var after = periodicity.Whole(best + 1.0);
        var curvature = before - (2 * height) + after;
        return before > height || after > height || curvature >= 0
            ? null
            : (best + (0.5 * (before - after) / curvature), height);
    }

    private static double PeriodFrames(PeriodicityAccumulator periodicity, double bpm) =>
        60 * periodicity.FramesPerSecond / bpm;
}
