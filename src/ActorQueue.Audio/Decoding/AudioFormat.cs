namespace ActorQueue.Audio.Decoding;

/// <summary>What a file turned out to hold, whatever its name says.</summary>
/// <param name="Container">The file format: WAV, RF64, AIFF, AIFC, FLAC, Ogg, MP3 ….</param>
/// <param name="Codec">How the samples are stored: PCM, IEEE float, A-law, µ-law, FLAC, Vorbis, Opus, MP3 ….</param>
/// <param name="SampleRateHz">Frames per second, 1,000 to 768,000.</param>
/// <param name="Channels">Samples per frame, 1 to 64.</param>
/// <param name="BitsPerSample">Bits in use per stored sample; null where the codec has no such number (Vorbis, Opus, MP3).</param>
/// <param name="ChannelMask">The speakers of the channels as a WAVE channel mask (bit 3 = LFE); 0 when the file does not say.</param>
public sealed record AudioFormat(
    string Container, string Codec, int SampleRateHz, int Channels, int? BitsPerSample, int ChannelMask = 0)
{
    /// <summary>Rates outside are a lying header, not audio.</summary>
    internal const int MinimumSampleRateHz = 1_000;

    /// <summary>Twice the highest rate of any converter on the market.</summary>
    internal const int MaximumSampleRateHz = 768_000;

    /// <summary>More than the largest bed in use (22.2, third-order and seventh-order Ambisonics).</summary>
    internal const int MaximumChannels = 64;

    /// <summary>For example "WAV, PCM 24 bit, 48000 Hz, 2 channels".</summary>
    public override string ToString()
    {
        var bits = BitsPerSample is { } value ? $" {value} bit" : "";
        return $"{Container}, {Codec}{bits}, {SampleRateHz} Hz, {Channels} {(Channels == 1 ? "channel" : "channels")}";
    }

    /// <summary>Refuses what no honest header says, before anything is allocated by it.</summary>
    internal static void Validate(string container, long sampleRateHz, int channels)
    {
        if (channels is < 1 or > MaximumChannels)
        {
            throw AudioException.DecodeFailed($"the {container} header declares {channels} channels; 1 to {MaximumChannels} are possible");
        }

        if (sampleRateHz is < MinimumSampleRateHz or > MaximumSampleRateHz)
        {
            throw AudioException.DecodeFailed(
                $"the {container} header declares a sample rate of {sampleRateHz} Hz; {MinimumSampleRateHz} to {MaximumSampleRateHz} are possible");
        }
    }
}
