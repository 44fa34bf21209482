namespace ActorQueue.Audio.Loudness;

/// <summary>
/// Loudness weight by channel, for the channel order of WAVE files (FL FR FC LFE BL BR FC SL SR; Microsoft, WAVEFORMATEXTENSIBLE) when nothing more is known than
/// their number: ITU-R BS.1770-4, Annex 1, table 3, and Annex 3, table 4: 1.41 for loudspeakers at 60° to 120° beside the listener, 0 for low-frequency effects, 1 for all others.
/// </summary>
internal static class ChannelWeights
{
    private const double Side = 1.41;

    // WAVEFORMATEXTENSIBLE's speaker bits.
    private const int LowFrequency = 0x8;
    private const int BackLeftAndRight = 0x10 | 0x20;
    private const int SideLeftAndRight = 0x200 | 0x400;

    /// <summary>The weights for channels whose loudspeakers are known.</summary>
    /// <param name="channels">Number of channels.</param>
    /// <param name="mask">Loudspeaker bits of a WAVE channel mask; the n-th lowest belongs to channel n, channels beyond it weigh 1.</param>
    public static double[] For(int channels, int mask)
    {
        // A 5.1 mask may call its surrounds "back": they stand at 110°. Only beside side loudspeakers do the back ones stand behind 120°.
        var beside = (mask & SideLeftAndRight) != 0 ? SideLeftAndRight : BackLeftAndRight;
        var weights = new double[channels];
        for (var channel = 0; channel < channels; channel++)
        {
            var speaker = mask & -mask;
            mask &= ~speaker;
            weights[channel] = speaker == LowFrequency ? 0 : (speaker & beside) != 0 ? Side : 1;
        }

        return weights;
    }

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
