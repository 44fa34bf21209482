namespace ActorQueue.Audio.Decoding.Wave;

/// <summary>Opens WAV, RF64 and BW64 with PCM, float, A-law or µ-law samples.</summary>
internal static class WaveDecoder
{
    /// <summary>Opens the samples, or returns null when the codec within is one that libsndfile may know.</summary>
    /// <exception cref="AudioException">The header is damaged or the data cut off.</exception>
    public static AudioSource? Open(Stream stream)
    {
        var header = WaveHeader.Read(stream);
        var chunk = header.Format;
        if (chunk.ToLayout() is not { } layout)
        {
            return null;
        }

        var rate = (int)chunk.SampleRateHz;
        var availableFrames = (stream.Length - header.DataStart) / chunk.BlockAlign;
        var warnings = new List<string>();
        var frames = availableFrames;
        if (header.DataBytes is { } declaredBytes)
        {
            frames = declaredBytes / chunk.BlockAlign;
            if (frames > availableFrames)
            {
                throw CheckedSamples.Truncated(frames, availableFrames, rate);
            }
        }
        else
        {
            warnings.Add("the header declares no length (written to a pipe); read to the end of the file");
        }

        if (frames == 0)
        {
            throw AudioException.DecodeFailed($"the {header.Container} file holds no audio");
        }

        var bits = layout.Codec == SampleCodec.Pcm ? chunk.ValidBits : chunk.ContainerBits;
        var window = new FrameWindow(stream, header.DataStart, frames * chunk.BlockAlign, chunk.BlockAlign);
        var format = new AudioFormat(header.Container, layout.CodecName, rate, chunk.Channels, bits, chunk.ChannelMask);
        return new AudioSource(format, layout.Decode(window, rate, chunk.Channels))
        {
            DeclaredFrames = header.DataBytes is null ? null : frames,
            Warnings = warnings,
            Owned = window,
        };
    }

    /// <summary>The MP3 frames that a WAV header stands before; null when it stands before something else.</summary>
    public static FrameWindow? FindMpegAudio(Stream stream)
    {
        var header = WaveHeader.Read(stream);
        var available = stream.Length - header.DataStart;
        if (header.Format.Tag != WaveFormatChunk.Mp3)
        {
            return null;
        }

        return header.DataBytes is { } declared && declared > available
            ? throw AudioException.DecodeFailed($"truncated: header declares {declared} bytes of MP3, {available} are there")
            : new FrameWindow(stream, header.DataStart, header.DataBytes ?? available, blockAlign: 1);
    }
}
