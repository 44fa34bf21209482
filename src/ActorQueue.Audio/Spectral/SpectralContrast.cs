using System.Runtime.Intrinsics;
using ActorQueue.Audio.Signal;

namespace ActorQueue.Audio.Spectral;

/// <summary>
/// Mean over frames of the distance between the strongest and the weakest bins of seven octave bands (D.-N. Jiang et al., Music type classification by spectral contrast feature,
/// ICME 2002) in the definition of librosa 0.10 (feature.spectral_contrast: fmin = 200, n_bands = 6, quantile = 0.02, 10·log₁₀ of mean magnitudes, everything raised to 80 dB
/// below the loudest peak, and the loudest valley, of the whole piece).
/// </summary>
internal sealed class SpectralContrast : ISpectrumAnalyser
{
    /// <summary>Up to 200, 400, 800, 1600, 3200 and 6400 Hz, and above.</summary>
    public const int Bands = 7;

    private const double FirstEdgeHz = 200;
    private const double Quantile = 0.02;
    private const float Smallest = 1e-10f;
    private const double RangeDb = 80;

    private readonly (int Start, int Length, int Ends)[] _bands;
    private readonly float[] _chosen;
    private readonly float[] _peaks = new float[Bands];
    private readonly float[] _valleys = new float[Bands];
    private readonly DecibelHistogram _peakLevels = new(Bands, classesPerDb: 4);
    private readonly DecibelHistogram _valleyLevels = new(Bands, classesPerDb: 4);

    private SpectralContrast((int Start, int Length, int Ends)[] bands)
    {
        _bands = bands;
        _chosen = new float[bands.Max(band => band.Ends)];
    }

    /// <summary>For a pass; null when the highest band would begin above half the sample rate, or the lowest hold no bin.</summary>
    /// <param name="size">Frame size of the pass.</param>
    /// <param name="sampleRateHz">Sample rate in hertz.</param>
    public static SpectralContrast? For(int size, int sampleRateHz)
    {
        var binHz = (double)sampleRateHz / size;
        if (FirstEdgeHz * (1 << (Bands - 2)) >= sampleRateHz / 2.0)
        {
            return null;
        }

        var bands = new (int Start, int Length, int Ends)[Bands];
        for (var band = 0; band < Bands; band++)
        {
            // Both edges belong to a band, and the bin below it; the last one goes on to half the rate. The highest bin of each but the last counts for its size only.
            var low = band == 0 ? 0 : FirstEdgeHz * (1 << (band - 1));
            var first = (int)Math.Ceiling(low / binHz) - (band == 0 ? 0 : 1);
            var last = band == Bands - 1 ? size / 2 : (int)Math.Floor(FirstEdgeHz * (1 << band) / binHz);
            var count = last - first + 1;
            bands[band] = (first, band == Bands - 1 ? count : count - 1, Math.Max(1, (int)Math.Round(Quantile * count, MidpointRounding.ToEven)));
        }

        return bands.All(band => band.Ends <= band.Length) ? new SpectralContrast(bands) : null;
    }

    /// <inheritdoc/>
    public void Process(SpectrumFrame frame)
    {
        for (var band = 0; band < Bands; band++)
        {
            var (start, length, ends) = _bands[band];
            var magnitudes = frame.Magnitudes.Slice(start, length);
            _peaks[band] = Decibels(MeanOfLargest(magnitudes, _chosen.AsSpan(0, ends)));
            _valleys[band] = Decibels(MeanOfSmallest(magnitudes, _chosen.AsSpan(0, ends)));
        }

        _peakLevels.Add(_peaks);
        _valleyLevels.Add(_valleys);
    }

    /// <summary>The contrast of each band in dB, once there was a frame.</summary>
    public double[] Mean() =>
    [
        .. Enumerable.Range(0, Bands).Select(band =>
            _peakLevels.Mean(band, _peakLevels.LoudestDb - RangeDb) - _valleyLevels.Mean(band, _valleyLevels.LoudestDb - RangeDb)),
    ];

    private static float Decibels(float magnitude) => 10 * MathF.Log10(MathF.Max(magnitude, Smallest));

    // From the low end, where music is loudest: most of what follows is then too weak to be looked at one by one.
    private static float MeanOfLargest(ReadOnlySpan<float> values, Span<float> largest)
    {
        largest.Clear();
        var i = 0;
        for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            if (Vector256.GreaterThanAny(Vector256.Create<float>(values[i..]), Vector256.Create(largest[0])))
            {
                for (var k = i; k < i + Vector256<float>.Count; k++)
                {
                    InsertLarge(values[k], largest);
                }
            }
        }

        for (; i < values.Length; i++)
        {
            InsertLarge(values[i], largest);
        }

        return Mean(largest);
    }

    // From the high end, for the same reason.
    private static float MeanOfSmallest(ReadOnlySpan<float> values, Span<float> smallest)
    {
        smallest.Fill(float.PositiveInfinity);
        var i = values.Length;
        for (; i >= Vector256<float>.Count; i -= Vector256<float>.Count)
        {
            if (Vector256.LessThanAny(Vector256.Create<float>(values[(i - Vector256<float>.Count)..]), Vector256.Create(smallest[0])))
            {
                for (var k = i - 1; k >= i - Vector256<float>.Count; k--)
                {
                    InsertSmall(values[k], smallest);
                }
            }
        }

        while (--i >= 0)
        {
            InsertSmall(values[i], smallest);
        }

        return Mean(smallest);
    }

    // Ascending: the first is the one that goes.
    private static void InsertLarge(float value, Span<float> largest)
    {
        if (!(value > largest[0]))
        {
            return;
        }

        var at = 0;
        for (; at + 1 < largest.Length && largest[at + 1] < value; at++)
        {
            largest[at] = largest[at + 1];
        }

        largest[at] = value;
    }

    // Descending.
    private static void InsertSmall(float value, Span<float> smallest)
    {
        if (!(value < smallest[0]))
        {
            return;
        }

        var at = 0;
        for (; at + 1 < smallest.Length && smallest[at + 1] > value; at++)
        {
            smallest[at] = smallest[at + 1];
        }

        smallest[at] = value;
    }

    private static float Mean(ReadOnlySpan<float> values)
    {
        float sum = 0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}
