using System.Runtime.Intrinsics;
using ActorQueue.Audio.Series;
using ActorQueue.Audio.Signal;

namespace ActorQueue.Audio.Spectral;

/// <summary>
/// Mean over frames of the mel-frequency cepstral coefficients of librosa 0.10 (feature.mfcc: 128 Slaney mels of the power spectrum from 0 Hz to half the rate,
/// 10·log₁₀ with amin = 1e-10 and everything raised to 80 dB below the loudest value of the whole piece, orthonormal DCT-II, the first 20).
/// </summary>
/// <remarks>The cosine transform is linear, so only the mean of each floored band is needed.</remarks>
internal sealed class MelCepstrum : ISpectrumAnalyser
{
    private const int Bands = SeriesCollector.MelBands;
    private const int Coefficients = 20;
    private const float PowerFloor = 1e-10f;
    private const double RangeDb = 80;

    private readonly MelFilterBank _filters;
    private readonly SeriesColumns? _series;
    private readonly float[] _levels = new float[Bands];
    private readonly DecibelHistogram _histogram = new(Bands, classesPerDb: 1);

    /// <param name="size">Frame size of the pass.</param>
    /// <param name="sampleRateHz">Sample rate in hertz.</param>
    /// <param name="series">Receives the levels of each frame; null when nobody wants them.</param>
    public MelCepstrum(int size, int sampleRateHz, SeriesColumns? series = null)
    {
        _filters = new MelFilterBank(Bands, size, sampleRateHz, 0, sampleRateHz / 2.0);
        _series = series;
    }

    /// <inheritdoc/>
    public void Process(SpectrumFrame frame)
    {
        _filters.Apply(frame.Power, _levels);
        var decibels = Vector256.Create(10 / MathF.Log(10));
        for (var band = 0; band < Bands; band += Vector256<float>.Count)
        {
            var lane = _levels.AsSpan(band, Vector256<float>.Count);
            var level = decibels * Vector256.Log(
                Vector256.Max(Vector256.Create<float>(lane), Vector256.Create(PowerFloor)));
            level.CopyTo(lane);
        }

        _histogram.Add(_levels);
        _series?.Add(_levels);
    }

    /// <summary>The coefficients, once there was a frame.</summary>
    public double[] Mean()
    {
        Span<double> means = stackalloc double[Bands];
        for (var band = 0; band < Bands; band++)
        {
            means[band] = _histogram.Mean(band, _histogram.LoudestDb - RangeDb);
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
}
