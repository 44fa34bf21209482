namespace ActorQueue.Audio.Loudness;

/// <summary>
/// Loudness weight by channel, for the channel order of WAVE files (FL FR FC LFE BL BR FC SL SR; Microsoft, WAVEFORMATEXTENSIBLE) when nothing more is known than
/// their number: ITU-R BS.1770-4, Annex 1, table 3, and Annex 3, table 4: 1.41 for loudspeakers at 60° to 120° beside the listener, 0 for low-frequency effects, 1 for all others.
/// </summary>
internal static class ChannelWeights
{
    private const double Side = 1.41;

    /// <summary>The weights for a number of channels. Beyond 7.1 the layout is unknown and all weigh 1.</summary>
    public static double[] For(int channels) => channels switch
    {
        4 => [1, 1, Side, Side],
        5 => [1, 1, 1, Side, Side],
        6 => [1, 1, 1, 0, Side, Side],
        7 => [1, 1, 1, 0, 1, Side, Side],
        8 => [1, 1, 1, 0, 1, 1, Side, Side],
        _ => [.. Enumerable.Repeat(1.0, channels)],
    };
}
