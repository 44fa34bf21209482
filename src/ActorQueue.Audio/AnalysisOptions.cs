namespace ActorQueue.Audio;

/// <summary>What a caller may choose about an analysis. The defaults are the definitions in this project's README.md.</summary>
public sealed record AnalysisOptions
{
    /// <summary>The defaults.</summary>
    public static AnalysisOptions Default { get; } = new();

    /// <summary>
    /// Loudness weight of each channel (1 front, 1.41 side, 0 low-frequency effects; ITU-R BS.1770-4, table 3), or null to infer it from the number
    /// of channels. A single weight of 2 measures a mono file as it sounds from two loudspeakers (3 dB more).
    /// The count must equal the audio's channels, each weight 0 or greater.
    /// </summary>
    public IReadOnlyList<double>? ChannelWeights { get; init; }

    /// <summary>Whether <see cref="AudioReport.Series"/> is made, for pictures: about 2 MB of memory and hardly any time. Off by default.</summary>
    public bool WithSeries { get; init; }
}
