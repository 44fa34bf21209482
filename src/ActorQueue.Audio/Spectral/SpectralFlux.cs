using System.Runtime.Intrinsics;
using ActorQueue.Audio.Signal;

namespace ActorQueue.Audio.Spectral;

/// <summary>
/// How much the spectrum changes: mean over frames, from the second on, of the Euclidean distance of the magnitudes from those of the frame before (G. Tzanetakis and P. Cook, Musical
/// genre classification of audio signals, IEEE TSAP 10, 2002, without their normalisation of each frame), where a full-scale sine has magnitude 1.
/// </summary>
internal sealed class SpectralFlux : ISpectrumAnalyser
{
    private readonly float[] _previous;
    private readonly double _scale;
    private double _sum;
    private long _frames;

    /// <param name="size">Frame size of the pass.</param>
    public SpectralFlux(int size)
    {
        _previous = new float[(size / 2) + 1];

        // The sum of a Hann window is half its size, and a sine splits between two bins.
        _scale = 4.0 / size;
    }

    /// <summary>The mean; null with less than two frames.</summary>
    public double? Mean => _frames < 2 ? null : _sum / (_frames - 1);

    /// <inheritdoc/>
    public void Process(SpectrumFrame frame)
    {
        var magnitudes = frame.Magnitudes;
        var sums = Vector256<float>.Zero;
        var k = 0;
        for (; k <= magnitudes.Length - Vector256<float>.Count; k += Vector256<float>.Count)
        {
            var change = Vector256.Create<float>(magnitudes[k..]) - Vector256.Create<float>(_previous.AsSpan(k));
            sums = Vector256.MultiplyAddEstimate(change, change, sums);
        }

        double sum = Vector256.Sum(sums);
        for (; k < magnitudes.Length; k++)
        {
            double change = magnitudes[k] - _previous[k];
            sum += change * change;
        }

        if (_frames > 0)
        {
            _sum += _scale * Math.Sqrt(sum);
        }

        magnitudes.CopyTo(_previous);
        _frames++;
    }
}
