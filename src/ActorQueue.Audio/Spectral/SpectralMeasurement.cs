using ActorQueue.Audio.Signal;

namespace ActorQueue.Audio.Spectral;

/// <summary>Spectral shape and MFCC in librosa 0.10's definitions: frames of 2048 samples every 512, at any rate.</summary>
internal sealed class SpectralMeasurement : IMeasurement
{
    private const int Size = 2048;
    private const int Hop = 512;

    private readonly SpectralShape _shape;
    private readonly MelCepstrum _cepstrum;

    /// <param name="sampleRateHz">Sample rate in hertz.</param>
    /// <param name="spectra">The spectra of the analysis.</param>
    public SpectralMeasurement(int sampleRateHz, SpectrumPasses spectra)
    {
        _shape = new SpectralShape(Size, sampleRateHz);
        _cepstrum = new MelCepstrum(Size, sampleRateHz);
        spectra.Add(Size, Hop, _shape);
        spectra.Add(Size, Hop, _cepstrum);
    }

    public AudioReport AddTo(AudioReport report) => report with
    {
        SpectralCentroidHz = Rounding.Round(_shape.CentroidHz, 2),
        SpectralBandwidthHz = Rounding.Round(_shape.BandwidthHz, 2),
        SpectralRolloffHz = Rounding.Round(_shape.RolloffHz, 2),
        SpectralFlatness = Rounding.Round(_shape.Flatness, 8),
        Mfcc = _cepstrum.Mean() is { } mean ? Rounding.Round(mean, 4) : null,
    };
}
