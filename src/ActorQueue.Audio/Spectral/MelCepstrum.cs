using System.Runtime.Intrinsics;
using ActorQueue.Audio.Signal;

namespace ActorQueue.Audio.Spectral;

/// <summary>
/// Mean over frames of the mel-frequency cepstral coefficients of librosa 0.10 (feature.mfcc: 128 Slaney mels of the power spectrum from 0 Hz to half the rate,
/// 10·log₁₀ with amin = 1e-10 and everything raised to 80 dB below the loudest value of the whole piece, orthonormal DCT-II, the first 20).
/// </summary>
/// <remarks>
/// The 80 dB floor depends on the loudest value of the piece, which is known at its end. The cosine transform is linear, so only the mean of each floored band
/// is needed; a histogram of each band in classes of 1 dB, with the sum of each class, gives it in constant memory, exact but for the one class that the floor cuts.
/// </remarks>
internal sealed class MelCepstrum : ISpectrumAnalyser
{
    private const int Bands = 128;
    private const int Coefficients = 20;
    private const float PowerFloor = 1e-10f;
    private const double RangeDb = 80;

    // 10·log₁₀ of PowerFloor, and well above what samples at SampleBlock.LargestPlausibleSample can reach in a 2¹¹-point frame.
    private const int LowestDb = -100;
    private const int Classes = 301;

    private readonly MelFilterBank _filters;
    private readonly float[] _levels = new float[Bands];
    private readonly int[] _counts = new int[Bands * Classes];
    private readonly double[] _sums = new double[Bands * Classes];
    private float _loudestDb = float.NegativeInfinity;
    private long _frames;

    /// <param name="size">Frame size of the pass.</param>
    /// <param name="sampleRateHz">Sample rate in hertz.</param>
    public MelCepstrum(int size, int sampleRateHz) =>
        _filters = new MelFilterBank(Bands, size, sampleRateHz, 0, sampleRateHz / 2.0);

    /// <inheritdoc/>
    public void Process(SpectrumFrame frame)
    {
        _filters.Apply(frame.Power, _levels);
        _frames++;
        var decibels = Vector256.Create(10 / MathF.Log(10));
        var loudest = Vector256.Create(_loudestDb);
        for (var band = 0; band < Bands; band += Vector256<float>.Count)
        {
            var lane = _levels.AsSpan(band, Vector256<float>.Count);
            var level = decibels * Vector256.Log(
                Vector256.Max(Vector256.Create<float>(lane), Vector256.Create(PowerFloor)));
            loudest = Vector256.Max(loudest, level);
            level.CopyTo(lane);
        }

        for (var lane = 0; lane < Vector256<float>.Count; lane++)
        {
            _loudestDb = MathF.Max(_loudestDb, loudest[lane]);
        }

        var row = 0;
        foreach (var level in _levels)
        {
            var at = row + Math.Clamp((int)(level - LowestDb), 0, Classes - 1);
            _counts[at]++;
            _sums[at] += level;
            row += Classes;
        }
    }

    /// <summary>The coefficients; null without frames.</summary>
    public double[]? Mean()
    {
        if (_frames == 0)
        {
            return null;
        }

        Span<double> means = stackalloc double[Bands];
        for (var band = 0; band < Bands; band++)
        {
            means[band] = MeanLevel(band, _loudestDb - RangeDb);
        }

        var coefficients = new double[Coefficients];
        for (var n = 0; n < Coefficients; n++)
        {
            double sum = 0;
            for (var band = 0; band < Bands; band++)
            {
                sum += means[band] * Math.Cos(Math.PI * n * ((2 * band) + 1) / (2 * Bands));
            }

            coefficients[n] = sum * Math.Sqrt((n == 0 ? 1.0 : 2.0) / Bands);
        }

        return coefficients;
    }

    private double MeanLevel(int band, double floorDb)
    {
        double sum = 0;
        for (var i = 0; i < Classes; i++)
        {
            var count = _counts[(band * Classes) + i];
            if (count > 0)
            {
                sum += Math.Max(_sums[(band * Classes) + i], floorDb * count);
            }
        }

        return sum / _frames;
    }
}
