using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ActorQueue.Audio.Signal;

namespace ActorQueue.Audio.Spectral;

/// <summary>
/// Mean over frames of centroid, bandwidth, skewness, excess kurtosis, rolloff and flatness, in the definitions of librosa 0.10 (feature.spectral_centroid, _bandwidth with p = 2, _rolloff with
/// roll_percent = 0.85 on the magnitude spectrum, _flatness with power = 2 and amin = 1e-10); skewness and kurtosis, which librosa lacks, from the same magnitudes (G. Peeters, A large set of audio features for sound description,
/// IRCAM 2004, section 6.1). A frame of silence counts with flatness 1, as in librosa, and 0 in the rest.
/// </summary>
internal sealed class SpectralShape : ISpectrumAnalyser
{
    private const float RolloffFraction = 0.85f;
    private const float FlatnessFloor = 1e-10f;

    private readonly double _binHz;
    private readonly float[] _binNumbers;
    private long _frames;
    private double _centroid;
    private double _bandwidth;
    private double _skewness;
    private double _kurtosis;
    private double _rolloff;
    private double _flatness;

    /// <param name="size">Frame size of the pass.</param>
    /// <param name="sampleRateHz">Sample rate in hertz.</param>
    public SpectralShape(int size, int sampleRateHz)
    {
        _binHz = (double)sampleRateHz / size;
        _binNumbers = new float[(size / 2) + 1];
        for (var k = 0; k < _binNumbers.Length; k++)
        {
            _binNumbers[k] = k;
        }
    }

    /// <summary>Mean centroid in hertz, as all of these once there was a frame.</summary>
    public double CentroidHz => _centroid * _binHz / _frames;

    /// <summary>Mean bandwidth in hertz.</summary>
    public double BandwidthHz => _bandwidth * _binHz / _frames;

    /// <summary>Mean skewness.</summary>
    public double Skewness => _skewness / _frames;

    /// <summary>Mean excess kurtosis: 0 for a normal distribution.</summary>
    public double Kurtosis => _kurtosis / _frames;

    /// <summary>Mean rolloff in hertz.</summary>
    public double RolloffHz => _rolloff * _binHz / _frames;

    /// <summary>Mean flatness.</summary>
    public double Flatness => _flatness / _frames;

    /// <inheritdoc/>
    public void Process(SpectrumFrame frame)
    {
        _frames++;
        var magnitudes = frame.Magnitudes;
        var (sum, moment) = SumAndMoment(magnitudes);
        _flatness += FlatnessOf(frame.Power);
        if (sum <= 0)
        {
            return;
        }

        var centroid = moment / sum;
        _centroid += centroid;
        var (second, third, fourth) = CentralMoments(magnitudes, (float)centroid, sum);
        _bandwidth += Math.Sqrt(second);
        if (second > 0)
        {
            _skewness += third / (second * Math.Sqrt(second));
            _kurtosis += (fourth / (second * second)) - 3;
        }

        _rolloff += RolloffBin(magnitudes, RolloffFraction * sum);
    }

    private (double Sum, double Moment) SumAndMoment(ReadOnlySpan<float> magnitudes)
    {
        ref var from = ref MemoryMarshal.GetReference(magnitudes);
        ref var numbers = ref MemoryMarshal.GetArrayDataReference(_binNumbers);
        var sums = Vector256<float>.Zero;
        var moments = Vector256<float>.Zero;
        var k = 0;
        for (; k <= magnitudes.Length - Vector256<float>.Count; k += Vector256<float>.Count)
        {
            var magnitude = Vector256.LoadUnsafe(ref from, (nuint)k);
            sums += magnitude;
            moments = Vector256.MultiplyAddEstimate(
                magnitude, Vector256.LoadUnsafe(ref numbers, (nuint)k), moments);
        }

        double sum = Vector256.Sum(sums);
        double moment = Vector256.Sum(moments);
        for (; k < magnitudes.Length; k++)
        {
            sum += magnitudes[k];
            moment += magnitudes[k] * (double)k;
        }

        return (sum, moment);
    }

    // A second look at the frame instead of Σk²·m − centroid²: for a pure tone that difference would drown in rounding.
    private (double Second, double Third, double Fourth) CentralMoments(ReadOnlySpan<float> magnitudes, float centroid, double sum)
    {
        ref var from = ref MemoryMarshal.GetReference(magnitudes);
        ref var numbers = ref MemoryMarshal.GetArrayDataReference(_binNumbers);
        var centre = Vector256.Create(centroid);
        var (seconds, thirds, fourths) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        var k = 0;
        for (; k <= magnitudes.Length - Vector256<float>.Count; k += Vector256<float>.Count)
        {
            var distance = Vector256.LoadUnsafe(ref numbers, (nuint)k) - centre;
            var square = distance * distance;
            var weighted = Vector256.LoadUnsafe(ref from, (nuint)k) * square;
            seconds += weighted;
            thirds = Vector256.MultiplyAddEstimate(weighted, distance, thirds);
            fourths = Vector256.MultiplyAddEstimate(weighted, square, fourths);
        }

        double second = Vector256.Sum(seconds);
        double third = Vector256.Sum(thirds);
        double fourth = Vector256.Sum(fourths);
        for (; k < magnitudes.Length; k++)
        {
            double distance = k - centroid;
            var weighted = magnitudes[k] * distance * distance;
            second += weighted;
            third += weighted * distance;
            fourth += weighted * distance * distance;
        }

        return (second / sum, third / sum, fourth / sum);
    }

    private static int RolloffBin(ReadOnlySpan<float> magnitudes, double threshold)
    {
        ref var from = ref MemoryMarshal.GetReference(magnitudes);
        double below = 0;
        var k = 0;
        for (; k <= magnitudes.Length - Vector256<float>.Count; k += Vector256<float>.Count)
        {
            var next = below + Vector256.Sum(Vector256.LoadUnsafe(ref from, (nuint)k));
            if (next >= threshold)
            {
                break;
            }

            below = next;
        }

        for (; k < magnitudes.Length - 1; k++)
        {
            below += magnitudes[k];
            if (below >= threshold)
            {
                break;
            }
        }

        return k;
    }

    private static double FlatnessOf(ReadOnlySpan<float> power)
    {
        double sum = 0;
        foreach (var value in power[(power.Length & ~7)..])
        {
            sum += MathF.Max(value, FlatnessFloor);
        }

        ref var from = ref MemoryMarshal.GetReference(power);
        var floor = Vector256.Create(FlatnessFloor);
        var sums = Vector256<float>.Zero;
        for (var k = 0; k <= power.Length - Vector256<float>.Count; k += Vector256<float>.Count)
        {
            sums += Vector256.Max(Vector256.LoadUnsafe(ref from, (nuint)k), floor);
        }

        sum += Vector256.Sum(sums);
        // A geometric mean never exceeds the arithmetic one; rounding may.
        return Math.Min(1, Math.Exp(LogSum.OfAtLeast(power, FlatnessFloor) / power.Length) * power.Length / sum);
    }
}
