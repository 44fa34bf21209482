namespace ActorQueue.Audio.Loudness;

/// <summary>
/// Every gated measurement needs all block loudnesses of the programme at its end, because the gate depends on their mean. Kept in classes of
/// 0.01 LU with the energy sum of each class, they take the same room for a jingle and for a day, and a mean is exact but for the one class that the gate cuts.
/// </summary>
internal sealed class LoudnessHistogram
{
    /// <summary>Absolute gate of ITU-R BS.1770-4, Annex 1, and EBU Tech 3342: nothing below is kept.</summary>
    public const double AbsoluteGateLufs = -70;

    private const double ClassWidthLu = 0.01;

    // Up to +140 LUFS, above what a sample at SampleBlock.LargestPlausibleSample can reach.
    private const int Classes = 21_000;

    // BS.1770-4, equation 2.
    private const double OffsetLu = -0.691;

    private readonly double[] _energies = new double[Classes];
    private readonly long[] _counts = new long[Classes];

    /// <summary>Loudness of a weighted mean square; −∞ for 0.</summary>
    public static double Lufs(double energy) => OffsetLu + (10 * Math.Log10(energy));

    /// <summary>Weighted mean square of a loudness.</summary>
    public static double Energy(double lufs) => Math.Pow(10, (lufs - OffsetLu) / 10);

    /// <summary>Adds a block.</summary>
    /// <param name="energy">Its weighted mean square.</param>
    public void Add(double energy)
    {
        var lufs = Lufs(energy);
        if (lufs >= AbsoluteGateLufs)
        {
            var index = ClassOf(lufs);
            _energies[index] += energy;
            _counts[index]++;
        }
    }

    /// <summary>Mean energy of the blocks at or above a gate; null when there are none.</summary>
    /// <param name="gateLufs">Lower bound; −70 LUFS for all.</param>
    public double? MeanEnergy(double gateLufs)
    {
        double energy = 0;
        long count = 0;
        for (var i = ClassOf(gateLufs); i < Classes; i++)
        {
            energy += _energies[i];
            count += _counts[i];
        }

        return count == 0 ? null : energy / count;
    }

    /// <summary>Loudness at a percentile of the blocks at or above a gate; null when there are none.</summary>
    /// <param name="gateLufs">Lower bound.</param>
    /// <param name="fraction">0 to 1.</param>
    public double? Percentile(double gateLufs, double fraction)
    {
        var first = ClassOf(gateLufs);
        long count = 0;
        for (var i = first; i < Classes; i++)
        {
            count += _counts[i];
        }

        if (count == 0)
        {
            return null;
        }

        // EBU Tech 3342, section 3: the nearest rank.
        var rank = (long)Math.Round((count - 1) * fraction, MidpointRounding.AwayFromZero);
        var index = first;
        for (long seen = _counts[index]; seen <= rank; seen += _counts[index])
        {
            index++;
        }

        return Mean(index);
    }

    /// <summary>
    /// Mean distance of the blocks from the mean in which each counts 1/0.9 times as much as one that is 1 LU quieter (E. Vickers, Automatic long-term loudness and dynamics
    /// matching, AES 111, 2001; S. Streich, Music complexity: a multi-faceted description of audio content, PhD thesis, UPF 2007, section 3.2, on frames of their own); null without blocks.
    /// </summary>
    public double? Complexity()
    {
        // Relative to the gate, so that the powers stay small numbers.
        double weights = 0;
        double weighted = 0;
        long count = 0;
        for (var i = 0; i < Classes; i++)
        {
            if (_counts[i] > 0)
            {
                var weight = _counts[i] * Math.Pow(1 / 0.9, ClassWidthLu * i);
                weights += weight;
                weighted += weight * Mean(i);
                count += _counts[i];
            }
        }

        if (count == 0)
        {
            return null;
        }

        var centre = weighted / weights;
        double distances = 0;
        for (var i = 0; i < Classes; i++)
        {
            distances += _counts[i] == 0 ? 0 : _counts[i] * Math.Abs(Mean(i) - centre);
        }

        return distances / count;
    }

    private double Mean(int index) => Lufs(_energies[index] / _counts[index]);

    private static int ClassOf(double lufs) =>
        (int)Math.Clamp((lufs - AbsoluteGateLufs) / ClassWidthLu, 0, Classes - 1);
}
