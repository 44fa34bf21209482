using System.Text.Json.Serialization;
using ActorQueue.Audio.Series;
using ActorQueue.Audio.Tags;

namespace ActorQueue.Audio;

/// <summary>
/// What was measured in one piece of audio. A value that is undefined for this audio (the loudness of silence, the key of
/// a drum loop without pitches) is <see langword="null"/>; NaN and infinity never appear. Definitions, parameters, sources and
/// measured accuracy stand in this project's README.md. Values are rounded to the digits that carry meaning.
/// </summary>
public sealed record AudioReport
{
    /// <summary>Length of the decoded audio, in seconds: decoded frames divided by the sample rate.</summary>
    public required double DurationSeconds { get; init; }

    /// <summary>Sample rate of the decoded audio, in hertz.</summary>
    public required int SampleRateHz { get; init; }

    /// <summary>Number of channels of the decoded audio.</summary>
    public required int Channels { get; init; }

    /// <summary>Largest absolute sample of any channel, in dB relative to full scale (1.0); null for silence.</summary>
    public double? PeakDbfs { get; init; }

    /// <summary>Largest absolute value of the 4 times oversampled signal of any channel, in dBTP (ITU-R BS.1770-4, Annex 2); null for silence.</summary>
    public double? TruePeakDbtp { get; init; }

    /// <summary>Root mean square over all channels, in dB relative to full scale (a full-scale square wave is 0 dBFS); null for silence.</summary>
    public double? RmsDbfs { get; init; }

    /// <summary>Root mean square over all channels, linear, full scale is 1; null when there is no audio.</summary>
    public double? Rms { get; init; }

    /// <summary>Sample peak over root mean square, in dB: 0 for a square wave, 3.01 for a sine; null for silence.</summary>
    public double? CrestFactorDb { get; init; }

    /// <summary>Mean of all samples of the channel whose mean is farthest from zero, linear, with sign; null when there is no audio.</summary>
    public double? DcOffset { get; init; }

    /// <summary>Samples, over all channels, in runs of three or more at or beyond full scale (0.9999) on the same side; null when there is no audio.</summary>
    public long? ClippedSamples { get; init; }

    /// <summary>Time that all channels spend below −60 dBFS in stretches of half a second or more, in seconds; null when there is no audio.</summary>
    public double? SilenceSeconds { get; init; }

    /// <summary>Time before the first sample of any channel at −60 dBFS or more, in seconds, the whole length when there is none; null when there is no audio.</summary>
    public double? LeadingSilenceSeconds { get; init; }

    /// <summary>Time after the last sample of any channel at −60 dBFS or more, in seconds, the whole length when there is none; null when there is no audio.</summary>
    public double? TrailingSilenceSeconds { get; init; }

    /// <summary>Integrated loudness, in LUFS (EBU R 128, ITU-R BS.1770-4); null when nothing passes the gates or the audio is shorter than 400 ms.</summary>
    public double? IntegratedLufs { get; init; }

    /// <summary>Loudness range, in LU (EBU Tech 3342); null when the audio is shorter than 3 s or nothing passes the gates.</summary>
    public double? LoudnessRangeLu { get; init; }

    /// <summary>Largest momentary loudness (400 ms window), in LUFS (EBU Tech 3341); null when shorter than 400 ms or silent.</summary>
    public double? MomentaryMaxLufs { get; init; }

    /// <summary>Largest short-term loudness (3 s window), in LUFS (EBU Tech 3341); null when shorter than 3 s or silent.</summary>
    public double? ShortTermMaxLufs { get; init; }

    /// <summary>
    /// How much the loudness moves, in LU: mean distance of the 400 ms blocks above −70 LUFS from the loudness of the piece as a listener takes it, in which each block counts
    /// 1/0.9 times as much as one that is 1 LU quieter; null when nothing is above the gate or the audio is shorter than 400 ms.
    /// </summary>
    public double? DynamicComplexityLu { get; init; }

    /// <summary>Tempo in beats per minute; null when no regular pulse was found.</summary>
    public double? TempoBpm { get; init; }

    /// <summary>How regular the pulse at <see cref="TempoBpm"/> is, 0 to 1: mean normalised autocorrelation of the onset envelope at its first multiples.</summary>
    public double? TempoConfidence { get; init; }

    /// <summary>Other metrical levels that the music supports (such as half and double), best first; empty when there is no tempo.</summary>
    public IReadOnlyList<double> TempoAlternativesBpm { get; init; } = [];

    /// <summary>
    /// Times of the beats at the metrical level of <see cref="TempoBpm"/>, in seconds, ascending, at most 20,000; they follow a tempo that drifts. Empty when there is no tempo.
    /// </summary>
    public IReadOnlyList<double> BeatsSeconds { get; init; } = [];

    /// <summary>Times at which notes and strokes begin, in seconds, ascending, at most 20,000; empty when there are none.</summary>
    public IReadOnlyList<double> OnsetsSeconds { get; init; } = [];

    /// <summary>Onsets a second over the whole length, those beyond the list counted too; null when there is no audio.</summary>
    public double? OnsetRate { get; init; }

    /// <summary>Tonic of the key: one of C, C#, D, D#, E, F, F#, G, G#, A, A#, B; null when no pitches were found.</summary>
    public string? Key { get; init; }

    /// <summary>Mode of the key: <c>major</c> or <c>minor</c>; null together with <see cref="Key"/>.</summary>
    public string? Scale { get; init; }

    /// <summary>How well the pitch classes fit the key, 0 to 1: the correlation with the key's profile.</summary>
    public double? KeyStrength { get; init; }

    /// <summary>Frequency of the A above middle C that the music is tuned to, in hertz; null when no pitches were found.</summary>
    public double? TuningHz { get; init; }

    /// <summary>Strength of the twelve pitch classes C, C#, … B, the strongest is 1 (harmonic pitch class profile); null when no pitches were found.</summary>
    public IReadOnlyList<double>? Chroma { get; init; }

    /// <summary>Mean over frames of the spectral centroid, in hertz; null when there is no audio.</summary>
    public double? SpectralCentroidHz { get; init; }

    /// <summary>Mean over frames of the spectral bandwidth (second order), in hertz; null when there is no audio.</summary>
    public double? SpectralBandwidthHz { get; init; }

    /// <summary>Mean over frames of the skewness of the magnitude spectrum around its centroid: above 0 when it trails off upwards; null when there is no audio.</summary>
    public double? SpectralSkewness { get; init; }

    /// <summary>Mean over frames of the excess kurtosis of the magnitude spectrum, 0 for a normal distribution, −1.2 for a flat one; null when there is no audio.</summary>
    public double? SpectralKurtosis { get; init; }

    /// <summary>Mean over frames of the frequency below which 85 % of the magnitude lies, in hertz; null when there is no audio.</summary>
    public double? SpectralRolloffHz { get; init; }

    /// <summary>Mean over frames of the spectral flatness, 0 (a tone) to 1 (white, and digital silence); null when there is no audio.</summary>
    public double? SpectralFlatness { get; init; }

    /// <summary>
    /// Mean over frames of the distance from the weakest to the strongest 2 % of the bins, in dB of magnitude (10·log₁₀), in seven bands: up to 200, 400, 800, 1600, 3200, 6400 Hz,
    /// and above; null below 12.8 kHz and when there is no audio.
    /// </summary>
    public IReadOnlyList<double>? SpectralContrastDb { get; init; }

    /// <summary>Mean Euclidean distance of the magnitude spectra of neighbouring frames, where a full-scale sine has magnitude 1; null for less than two frames.</summary>
    public double? SpectralFlux { get; init; }

    /// <summary>Mean over frames of the number of spectral peaks between 100 and 5000 Hz of at least 0.005 of a full-scale sine; null when there is no audio.</summary>
    public double? SpectralComplexity { get; init; }

    /// <summary>Mean over frames of the fraction of samples at which the sign changes, 0 to 1; null when there is no audio.</summary>
    public double? ZeroCrossingRate { get; init; }

    /// <summary>Mean over frames of the first 20 mel-frequency cepstral coefficients; null when there is no audio.</summary>
    public IReadOnlyList<double>? Mfcc { get; init; }

    /// <summary>Title, artist and what else the file says about itself; null when it says nothing, or there is no file.</summary>
    public AudioTags? Tags { get; init; }

    /// <summary>What a reader of the numbers must know, each <c>code: sentence</c>, such as audio missing against the container's declared length.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The measurements over time, no part of the JSON; null unless <see cref="AnalysisOptions.WithSeries"/> was set, and when there is no audio.</summary>
    [JsonIgnore]
    public AudioSeries? Series { get; init; }
}

/// <summary>Source-generated JSON of <see cref="AudioReport"/>: camelCase names, as in the command line's output.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AudioReport))]
public sealed partial class AudioReportJsonContext : JsonSerializerContext;
