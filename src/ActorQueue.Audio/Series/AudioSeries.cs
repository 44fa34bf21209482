namespace ActorQueue.Audio.Series;

/// <summary>
/// What the measurements of a piece of audio look like over time, coarse enough for a picture: at most <see cref="MaxColumns"/> columns each, whatever the length.
/// Made when <see cref="AnalysisOptions.WithSeries"/> asks for it, from what the analysis computes anyway.
/// </summary>
public sealed class AudioSeries
{
    /// <summary>Most columns of a track: a pixel each on a large screen.</summary>
    public const int MaxColumns = 1200;

    /// <summary>Tempo to which the first value of <see cref="TempoEvidence"/> belongs, in beats per minute; each further value is one more.</summary>
    public const int SlowestBpm = 40;

    /// <summary>Tempo to which the last value of <see cref="TempoEvidence"/> belongs, in beats per minute.</summary>
    public const int FastestBpm = 240;

    /// <summary>Smallest level of <see cref="MelDb"/>: so far below the loudest.</summary>
    public const int MelRangeDb = 80;

    /// <summary>Length of the audio, in seconds.</summary>
    public required double DurationSeconds { get; init; }

    /// <summary>Sample rate of the audio, in hertz; the bands of <see cref="MelDb"/> reach up to half of it.</summary>
    public required int SampleRateHz { get; init; }

    /// <summary>Smallest sample, largest sample and root mean square of all channels: three rows, full scale is 1.</summary>
    public required SeriesTrack Waveform { get; init; }

    /// <summary>Mean level of the Slaney mel bands from 0 Hz to half the sample rate, in dB below the loudest column and band: 128 rows, −80 to 0.</summary>
    public required SeriesTrack MelDb { get; init; }

    /// <summary>Strength of the pitch classes C, C#, … B, tuning taken out: twelve rows, the strongest of a column is 1; all 0 without pitches.</summary>
    public required SeriesTrack Chroma { get; init; }

    /// <summary>
    /// Largest momentary (400 ms) and largest short-term (3 s) loudness within the column, in LUFS: two rows, NaN for silence and before the first window is full; the windows end in
    /// the column. Null below 8000 Hz, where loudness is not defined.
    /// </summary>
    public SeriesTrack? Loudness { get; init; }

    /// <summary>Relative gate of the integrated loudness, in LUFS; null when nothing passes the absolute one.</summary>
    public double? RelativeGateLufs { get; init; }

    /// <summary>Onset envelope, largest value within the column: one row, 0 or greater.</summary>
    public required SeriesTrack Onsets { get; init; }

    /// <summary>
    /// How regular the pulse would be at each whole tempo from <see cref="SlowestBpm"/> to <see cref="FastestBpm"/>, 0 to 1: the definition of
    /// <see cref="AudioReport.TempoConfidence"/>. All 0 without onsets.
    /// </summary>
    public required IReadOnlyList<double> TempoEvidence { get; init; }

    /// <summary>A compact form to keep: at most 200 kB, less when it compresses well.</summary>
    public byte[] ToBytes() => AudioSeriesFormat.Write(this);

    /// <summary>Reads the compact form.</summary>
    /// <exception cref="FormatException">It is damaged, or of another version.</exception>
    public static AudioSeries FromBytes(ReadOnlySpan<byte> bytes) => AudioSeriesFormat.Read(bytes);
}
