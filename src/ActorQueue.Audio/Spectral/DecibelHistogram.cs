namespace ActorQueue.Audio.Spectral;

/// <summary>
/// Mean levels of bands above a floor that is known only at the end, since it lies so many decibels below the loudest value of the whole piece (librosa's top_db). Narrow classes
/// with the sum of each take the same room for any length; a mean is exact but for the one class that the floor cuts.
/// </summary>
internal sealed class DecibelHistogram
{
    // 10·log₁₀ of the smallest value that librosa lets count, 1e-10, and well above what samples at SampleBlock.LargestPlausibleSample can reach in a 2¹¹-point frame.
    private const int LowestDb = -100;
    private const int HighestDb = 200;

    private readonly int _classesPerDb;
    private readonly int _classes;
    private readonly int[] _counts;
    private readonly double[] _sums;
    private long _frames;

    /// <param name="bands">Levels of a frame.</param>
    /// <param name="classesPerDb">How narrow: the levels in one class may be off by its width.</param>
    public DecibelHistogram(int bands, int classesPerDb)
    {
        _classesPerDb = classesPerDb;
        _classes = ((HighestDb - LowestDb) * classesPerDb) + 1;
        _counts = new int[bands * _classes];
        _sums = new double[bands * _classes];
    }

    /// <summary>The largest level so far; −∞ before the first.</summary>
    public float LoudestDb { get; private set; } = float.NegativeInfinity;

    /// <summary>Adds the levels of a frame.</summary>
    public void Add(ReadOnlySpan<float> levels)
    {
        _frames++;
        var row = 0;
        var loudest = LoudestDb;
        foreach (var level in levels)
        {
            var at = row + Math.Clamp((int)((level - LowestDb) * _classesPerDb), 0, _classes - 1);
            _counts[at]++;
            _sums[at] += level;
            row += _classes;
            loudest = MathF.Max(loudest, level);
        }

        LoudestDb = loudest;
    }

    /// <summary>Mean over the frames, of which there is one or more, of a band's levels, lower ones raised to the floor.</summary>
    public double Mean(int band, double floorDb)
    {
        double sum = 0;
        for (var i = band * _classes; i < (band + 1) * _classes; i++)
        {
            if (_counts[i] > 0)
            {
                sum += Math.Max(_sums[i], floorDb * _counts[i]);
            }
        }

        return sum / _frames;
    }
}
