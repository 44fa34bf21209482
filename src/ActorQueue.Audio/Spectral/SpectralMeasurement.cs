using ActorQueue.Audio.Series;
using ActorQueue.Audio.Signal;

namespace ActorQueue.Audio.Spectral;

/// <summary>The features of single spectra, in librosa 0.10's framing: 2048 samples every 512, at any rate.</summary>
internal sealed class SpectralMeasurement : IMeasurement
{
    private const int Size = 2048;
    private const int Hop = 512;

    private readonly SpectralShape _shape;
    private readonly SpectralContrast? _contrast;
    private readonly SpectralFlux _flux;
    private readonly SpectralComplexity _complexity;
    private readonly MelCepstrum _cepstrum;

    /// <param name="sampleRateHz">Sample rate in hertz.</param>
    /// <param name="spectra">The spectra of the analysis.</param>
    /// <param name="series">Receives the mel levels over time; null when nobody wants them.</param>
    public SpectralMeasurement(int sampleRateHz, SpectrumPasses spectra, SeriesCollector? series = null)
    {
        series?.Mel = new SeriesColumns(SeriesCollector.MelBands, (double)Hop / sampleRateHz, keepsLargest: false);
        _shape = new SpectralShape(Size, sampleRateHz);
        _contrast = SpectralContrast.For(Size, sampleRateHz);
        _flux = new SpectralFlux(Size);
        _complexity = new SpectralComplexity(Size, sampleRateHz);
        _cepstrum = new MelCepstrum(Size, sampleRateHz, series?.Mel);
        spectra.Add(Size, Hop, _shape);
        spectra.Add(Size, Hop, _flux);
        spectra.Add(Size, Hop, _complexity);
        spectra.Add(Size, Hop, _cepstrum);
        if (_contrast is not null)
        {
            spectra.Add(Size, Hop, _contrast);
        }
    }

    public AudioReport AddTo(AudioReport report) => report with
    {
        SpectralCentroidHz = Rounding.Round(_shape.CentroidHz, 2),
        SpectralBandwidthHz = Rounding.Round(_shape.BandwidthHz, 2),
        SpectralSkewness = Rounding.Round(_shape.Skewness, 4),
        SpectralKurtosis = Rounding.Round(_shape.Kurtosis, 4),
        SpectralRolloffHz = Rounding.Round(_shape.RolloffHz, 2),
        SpectralFlatness = Rounding.Round(_shape.Flatness, 8),
        SpectralContrastDb = _contrast is null ? null : Rounding.Round(_contrast.Mean(), 3),
        SpectralFlux = Rounding.Round(_flux.Mean, 6),
        SpectralComplexity = Rounding.Round(_complexity.Mean, 3),
        Mfcc = Rounding.Round(_cepstrum.Mean(), 4),
    };
}
