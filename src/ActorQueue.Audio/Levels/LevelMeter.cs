using System.Runtime.Intrinsics;

namespace ActorQueue.Audio.Levels;

/// <summary>
/// Peak, mean and mean square of one channel. Levels in dBFS refer to a sample of 1.0 (AES17-2015 refers RMS to a full-scale sine, which
/// reads 3.01 dB higher; this is the convention of editors and of EBU meters).
/// </summary>
internal sealed class LevelMeter
{
    private double _sum;
    private double _squares;

    /// <summary>Samples seen.</summary>
    public long Count { get; private set; }

    /// <summary>Largest absolute sample.</summary>
    public float Peak { get; private set; }

    /// <summary>Sum of squares.</summary>
    public double Squares => _squares;

    /// <summary>Mean of the samples; 0 when there are none.</summary>
    public double Mean => Count == 0 ? 0 : _sum / Count;

    /// <summary>Takes the next samples in; all of them are finite.</summary>
    /// <returns>The largest absolute one.</returns>
    public float Process(ReadOnlySpan<float> samples)
    {
        var sum = Vector512<double>.Zero;
        var squares = Vector512<double>.Zero;
        var peak = Vector256<float>.Zero;
        var i = 0;
        for (; i <= samples.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var lane = Vector256.Create<float>(samples.Slice(i, Vector256<float>.Count));
            peak = Vector256.Max(peak, Vector256.Abs(lane));
            var (low, high) = Vector256.Widen(lane);
            var wide = Vector512.Create(low, high);
            sum += wide;
            squares = Vector512.MultiplyAddEstimate(wide, wide, squares);
        }

        var total = Vector512.Sum(sum);
        var totalSquares = Vector512.Sum(squares);
        var largest = 0f;
        for (var lane = 0; lane < Vector256<float>.Count; lane++)
        {
            largest = MathF.Max(largest, peak[lane]);
        }

        for (; i < samples.Length; i++)
        {
            double sample = samples[i];
            total += sample;
            totalSquares += sample * sample;
            largest = MathF.Max(largest, MathF.Abs(samples[i]));
        }

        _sum += total;
        _squares += totalSquares;
        Peak = MathF.Max(Peak, largest);
        Count += samples.Length;
        return largest;
    }
}
