namespace ActorQueue.Audio.Decoding.Ogg;

/// <summary>
/// Vorbis and Opus put the centre second and the bass last (Vorbis I §4.3.9), and libsndfile hands that order through; WAVE's order is what everything
/// behind the decoder expects, or the loudness weights would go to the wrong speakers.
/// </summary>
internal sealed class VorbisChannelOrder
{
    /// <summary>For each channel of the WAVE order, its place in the Vorbis order.</summary>
    private readonly int[] _places;

    private VorbisChannelOrder(int[] places, int channelMask)
    {
        _places = places;
        ChannelMask = channelMask;
    }

    public int ChannelMask { get; }

    /// <summary>The order of a channel count; null where none is defined.</summary>
    public static VorbisChannelOrder? For(int channels) => channels switch
    {
        1 => new([0], 0x4),
        2 => new([0, 1], 0x3),
        3 => new([0, 2, 1], 0x7),
        4 => new([0, 1, 2, 3], 0x33),
        5 => new([0, 2, 1, 3, 4], 0x37),
        6 => new([0, 2, 1, 5, 3, 4], 0x3F),
        7 => new([0, 2, 1, 6, 5, 3, 4], 0x70F),
        8 => new([0, 2, 1, 7, 5, 6, 3, 4], 0x63F),
        _ => null,
    };

    public void Apply(Span<float> samples)
    {
        // Without a centre the orders agree.
        if (_places.Length is <= 2 or 4)
        {
            return;
        }

        Span<float> frame = stackalloc float[_places.Length];
        for (; samples.Length >= frame.Length; samples = samples[frame.Length..])
        {
            samples[..frame.Length].CopyTo(frame);
            for (var channel = 0; channel < frame.Length; channel++)
            {
                samples[channel] = frame[_places[channel]];
            }
        }
    }
}
