using System.Numerics;
using System.Runtime.Intrinsics;
using ActorQueue.Audio.Signal;

namespace ActorQueue.Audio.Spectral;

/// <summary>
/// Mean over frames of the number of spectral peaks between 100 and 5000 Hz whose magnitude is 0.005 or more of a full-scale sine's (C. Laurier, Indirect music perception from
/// low-level descriptors, 2007; Essentia's SpectralComplexity has the same band and number, on its own scale of magnitudes).
/// </summary>
internal sealed class SpectralComplexity : ISpectrumAnalyser
{
    private const double LowestHz = 100;
    private const double HighestHz = 5000;
    private const float Threshold = 0.005f;

    private readonly int _first;
    private readonly int _end;
    private readonly float _least;
    private long _peaks;
    private long _frames;

    /// <param name="size">Frame size of the pass.</param>
    /// <param name="sampleRateHz">Sample rate in hertz.</param>
    public SpectralComplexity(int size, int sampleRateHz)
    {
        var binHz = (double)sampleRateHz / size;
        _first = Math.Max(1, (int)Math.Ceiling(LowestHz / binHz));
        _end = Math.Min(size / 2, (int)Math.Floor(HighestHz / binHz) + 1);

        // The sum of a Hann window is half its size, and a sine splits between two bins.
        _least = Threshold * size / 4;
    }

    /// <summary>The mean, once there was a frame.</summary>
    public double Mean => (double)_peaks / _frames;

    /// <inheritdoc/>
    public void Process(SpectrumFrame frame)
    {
        _frames++;
        var magnitudes = frame.Magnitudes;
        var least = Vector256.Create(_least);
        var k = _first;
        for (; k <= _end - Vector256<float>.Count; k += Vector256<float>.Count)
        {
            var here = Vector256.Create<float>(magnitudes[k..]);
            var isPeak = Vector256.GreaterThanOrEqual(here, least)
                & Vector256.GreaterThan(here, Vector256.Create<float>(magnitudes[(k - 1)..]))
                & Vector256.GreaterThanOrEqual(here, Vector256.Create<float>(magnitudes[(k + 1)..]));
            _peaks += BitOperations.PopCount(isPeak.ExtractMostSignificantBits());
        }

        for (; k < _end; k++)
        {
            _peaks += magnitudes[k] >= _least && magnitudes[k] > magnitudes[k - 1] && magnitudes[k] >= magnitudes[k + 1] ? 1 : 0;
        }
    }
}
