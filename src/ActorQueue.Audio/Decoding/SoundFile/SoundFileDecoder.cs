using NAudio.SoundFile;

namespace ActorQueue.Audio.Decoding.SoundFile;

/// <summary>Opens what libsndfile decodes and nothing needs to be known about: CAF, W64, AU, ADPCM in WAV.</summary>
internal static class SoundFileDecoder
{
    public static AudioSource Open(Stream stream, string container)
    {
        var reader = OpenReader(stream, container);
        var format = new AudioFormat(container, "libsndfile", reader.WaveFormat.SampleRate, reader.WaveFormat.Channels, null);
        var frames = reader.Length / reader.BlockAlign;
        return new AudioSource(format, reader) { DeclaredFrames = frames > 0 ? frames : null, Owned = reader };
    }

    /// <summary>Opens the reader at the stream's start and puts its refusal in our words.</summary>
    public static SoundFileReader OpenReader(Stream stream, string container)
    {
        stream.Position = 0;
        SoundFileReader? reader = null;
        try
        {
            reader = new SoundFileReader(stream);
            AudioFormat.Validate(container, reader.WaveFormat.SampleRate, reader.WaveFormat.Channels);
            return reader;
        }
        catch (AudioException)
        {
            reader?.Dispose();
            throw;
        }
        catch (SoundFileException e)
        {
            throw AudioException.DecodeFailed($"the {container} data cannot be decoded: {e.Message}", e);
        }
    }
}
