namespace ActorQueue.Audio.Decoding.Aiff;

/// <summary>Opens AIFF, and AIFC with PCM, float, A-law or µ-law samples of either byte order.</summary>
internal static class AiffDecoder
{
    /// <summary>Opens the samples, or returns null when the codec within is one that libsndfile may know.</summary>
    /// <exception cref="AudioException">The header is damaged or the data cut off.</exception>
    public static AudioSource? Open(Stream stream)
    {
        var header = AiffHeader.Read(stream);
        if (header.ToLayout() is not { } layout)
        {
            return null;
        }

        var rate = (int)header.SampleRateHz;
        var blockAlign = layout.BytesPerSample * header.Channels;
        var soundFrames = header.DataBytes / blockAlign;
        var availableFrames = Math.Min(soundFrames, (stream.Length - header.DataStart) / blockAlign);
        if (availableFrames < header.Frames || availableFrames < soundFrames)
        {
            throw CheckedSamples.Truncated(Math.Max(header.Frames, soundFrames), Math.Max(0, availableFrames), rate);
        }

        if (header.Frames == 0)
        {
            throw AudioException.DecodeFailed($"the {header.Container} file holds no audio");
        }

        var window = new FrameWindow(stream, header.DataStart, header.Frames * blockAlign, blockAlign);
        var bits = layout.Codec == SampleCodec.Pcm ? Math.Min(header.Bits, layout.BytesPerSample * 8) : layout.BytesPerSample * 8;
        var format = new AudioFormat(header.Container, layout.CodecName, rate, header.Channels, bits);
        return new AudioSource(format, layout.Decode(window, rate, header.Channels))
        {
            DeclaredFrames = header.Frames,
            Warnings = soundFrames > header.Frames
                ? [$"the SSND chunk holds {soundFrames} frames, the COMM chunk declares {header.Frames}; the latter were read"]
                : [],
            Owned = window,
        };
    }
}
