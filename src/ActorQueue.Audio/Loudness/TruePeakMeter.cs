using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorQueue.Audio.Loudness;

/// <summary>
/// Largest value between the samples of one channel, from the 4 times oversampling filter of ITU-R BS.1770-4, Annex 2 (order 48, four phases).
/// </summary>
internal sealed class TruePeakMeter
{
    private const int Taps = 12;
    private const int History = Taps - 1;

    // Short enough that a loud passage hides few quiet samples, long enough to fill vectors.
    private const int Stretch = 64;

    // BS.1770-4, Annex 2, phases 0 and 1. Phases 3 and 2 are these reversed.
    private static readonly float[] OuterPhase =
    [
        0.0017089843750f, 0.0109863281250f, -0.0196533203125f, 0.0332031250000f, -0.0594482421875f, 0.1373291015625f,
        0.9721679687500f, -0.1022949218750f, 0.0476074218750f, -0.0266113281250f, 0.0148925781250f, -0.0083007812500f,
    ];

    private static readonly float[] InnerPhase =
    [
        -0.0291748046875f, 0.0292968750000f, -0.0517578125000f, 0.0891113281250f, -0.1665039062500f, 0.4650878906250f,
        0.7797851562500f, -0.2003173828125f, 0.1015625000000f, -0.0582275390625f, 0.0330810546875f, -0.0189208984375f,
    ];

    // No output can exceed the largest input times the sum of the filter's magnitudes, so most stretches need no filtering.
    private static readonly float LargestGain = Math.Max(SumOfMagnitudes(OuterPhase), SumOfMagnitudes(InnerPhase));

    private readonly float[] _buffer = new float[History + Stretch];
    private int _filled = History;

    /// <summary>Largest absolute value so far, never below the sample peak.</summary>
    public float Peak { get; private set; }

    /// <summary>Takes the next samples in.</summary>
    public void Process(ReadOnlySpan<float> samples)
    {
        while (!samples.IsEmpty)
        {
            var part = samples[..Math.Min(samples.Length, _buffer.Length - _filled)];
            part.CopyTo(_buffer.AsSpan(_filled));
            _filled += part.Length;
            samples = samples[part.Length..];
            if (_filled == _buffer.Length)
            {
                Flush();
            }
        }
    }

    /// <summary>Lets the filter ring out.</summary>
    public void Finish()
    {
        // A peak shows up half a filter after its sample: one stretch of silence brings the last of them out.
        Span<float> silence = stackalloc float[Stretch];
        silence.Clear();
        Process(silence);
    }

    private void Flush()
    {
        var largest = LargestMagnitude(_buffer);
        Peak = MathF.Max(Peak, largest);
        if (largest * LargestGain > Peak)
        {
            Filter();
        }

        _buffer.AsSpan(Stretch).CopyTo(_buffer);
        _filled = History;
    }

    private static float LargestMagnitude(ReadOnlySpan<float> samples)
    {
        var peak = Vector256<float>.Zero;
        var i = 0;
        for (; i <= samples.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            peak = Vector256.Max(peak, Vector256.Abs(Vector256.Create<float>(samples.Slice(i, Vector256<float>.Count))));
        }

        return MathF.Max(Largest(peak), Largest(Vector256.Abs(
            Vector256.Create<float>(samples[^Vector256<float>.Count..]))));
    }

    private void Filter()
    {
        ref var samples = ref MemoryMarshal.GetArrayDataReference(_buffer);
        var peak = Vector256<float>.Zero;
        for (var at = 0; at < Stretch; at += Vector256<float>.Count)
        {
            var phase0 = Vector256<float>.Zero;
            var phase1 = Vector256<float>.Zero;
            var phase2 = Vector256<float>.Zero;
            var phase3 = Vector256<float>.Zero;
            for (var tap = 0; tap < Taps; tap++)
            {
                // The newest sample meets the first coefficient; run backwards, the reversed phases take the same loads.
                var lane = Vector256.LoadUnsafe(ref samples, (nuint)(at + History - tap));
                phase0 = Vector256.MultiplyAddEstimate(lane, Vector256.Create(OuterPhase[tap]), phase0);
                phase1 = Vector256.MultiplyAddEstimate(lane, Vector256.Create(InnerPhase[tap]), phase1);
                phase2 = Vector256.MultiplyAddEstimate(lane, Vector256.Create(InnerPhase[History - tap]), phase2);
                phase3 = Vector256.MultiplyAddEstimate(lane, Vector256.Create(OuterPhase[History - tap]), phase3);
            }

            peak = Vector256.Max(peak, Vector256.Max(
                Vector256.Max(Vector256.Abs(phase0), Vector256.Abs(phase1)),
                Vector256.Max(Vector256.Abs(phase2), Vector256.Abs(phase3))));
        }

        Peak = MathF.Max(Peak, Largest(peak));
    }

    private static float Largest(Vector256<float> values)
    {
        var largest = values[0];
        for (var lane = 1; lane < Vector256<float>.Count; lane++)
        {
            largest = MathF.Max(largest, values[lane]);
        }

        return largest;
    }

    private static float SumOfMagnitudes(ReadOnlySpan<float> phase)
    {
        float sum = 0;
        foreach (var coefficient in phase)
        {
            sum += MathF.Abs(coefficient);
        }

        return sum;
    }
}
