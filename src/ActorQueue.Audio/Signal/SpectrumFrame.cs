using System.Runtime.Intrinsics;

namespace ActorQueue.Audio.Signal;

/// <summary>One frame of a <see cref="SpectrumPass"/>, as its analysers see it; what it shows is valid during the call only. What several of them need is computed once.</summary>
internal sealed class SpectrumFrame
{
    private readonly RealFft _fft;
    private readonly AlignedFloats _window;
    private readonly AlignedFloats _power;
    private readonly AlignedFloats _magnitudes;
    private bool _hasMagnitudes;

    /// <param name="size">Samples of a frame.</param>
    public SpectrumFrame(int size)
    {
        _fft = new RealFft(size);
        _window = HannWindow.Periodic(size);
        _power = new AlignedFloats(_fft.Bins);
        _magnitudes = new AlignedFloats(_fft.Bins);
    }

    /// <summary>Which frame, from 0: it is centred on sample <c>Index</c> · hop.</summary>
    public long Index { get; private set; } = -1;

    /// <summary>|X[k]|², k = 0 … size/2.</summary>
    public ReadOnlySpan<float> Power => _power.Span;

    /// <summary>|X[k]|, k = 0 … size/2.</summary>
    public ReadOnlySpan<float> Magnitudes
    {
        get
        {
            if (!_hasMagnitudes)
            {
                Root(_power.Span, _magnitudes.Span);
                _hasMagnitudes = true;
            }

            return _magnitudes.Span;
        }
    }

    /// <summary>Turns to the next frame.</summary>
    public void Transform(ReadOnlySpan<float> samples)
    {
        _fft.Power(samples, _window.Span, _power.Span);
        _hasMagnitudes = false;
        Index++;
    }

    private static void Root(ReadOnlySpan<float> power, Span<float> magnitudes)
    {
        var k = 0;
        for (; k <= power.Length - Vector256<float>.Count; k += Vector256<float>.Count)
        {
            Vector256.Sqrt(Vector256.Create<float>(power[k..])).CopyTo(magnitudes[k..]);
        }

        for (; k < power.Length; k++)
        {
            magnitudes[k] = MathF.Sqrt(power[k]);
        }
    }
}
