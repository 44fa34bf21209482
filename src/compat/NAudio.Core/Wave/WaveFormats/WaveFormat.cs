using System.Runtime.InteropServices;

namespace NAudio.Wave;

/// <summary>Encoding, rate, channels and sample size of audio data: the WAVEFORMATEX structure.</summary>
[StructLayout(LayoutKind.Sequential, CharSet = CharSet.Ansi, Pack = 2)]
public class WaveFormat
{
    /// <summary>Bytes of the structure before its extra data, without the cbSize word.</summary>
    internal const int PcmHeaderSize = 16;

    protected WaveFormatEncoding waveFormatTag;
    protected short channels;
    protected int sampleRate;
    protected int averageBytesPerSecond;
    protected short blockAlign;
    protected short bitsPerSample;
    protected short extraSize;

    /// <summary>44.1 kHz, 16 bit, stereo.</summary>
    public WaveFormat()
        : this(44100, 16, 2)
    {
    }

    /// <summary>16-bit PCM.</summary>
    public WaveFormat(int sampleRate, int channels)
        : this(sampleRate, 16, channels)
    {
    }

    public WaveFormat(int rate, int bits, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        waveFormatTag = WaveFormatEncoding.Pcm;
        this.channels = (short)channels;
        sampleRate = rate;
        bitsPerSample = (short)bits;
        blockAlign = (short)(channels * (bits / 8));
        averageBytesPerSecond = rate * blockAlign;
    }

    /// <summary>Reads a length word and the format that follows it.</summary>
    public WaveFormat(BinaryReader br)
    {
        ArgumentNullException.ThrowIfNull(br);
        var formatChunkLength = br.ReadInt32();
        ReadFields(br, formatChunkLength);
    }

    public WaveFormatEncoding Encoding => waveFormatTag;

    public int Channels => channels;

    public int SampleRate => sampleRate;

    public int AverageBytesPerSecond => averageBytesPerSecond;

    /// <summary>Bytes of one frame.</summary>
    public virtual int BlockAlign => blockAlign;

    public int BitsPerSample => bitsPerSample;

    /// <summary>Bytes after the common part; 0 for PCM.</summary>
    public int ExtraSize => extraSize;

    public static WaveFormat CreateIeeeFloatWaveFormat(int sampleRate, int channels) =>
        CreateCustomFormat(WaveFormatEncoding.IeeeFloat, sampleRate, channels, sampleRate * channels * 4, channels * 4, 32);

    public static WaveFormat CreateALawFormat(int sampleRate, int channels) =>
        CreateCustomFormat(WaveFormatEncoding.ALaw, sampleRate, channels, sampleRate * channels, channels, 8);

    public static WaveFormat CreateMuLawFormat(int sampleRate, int channels) =>
        CreateCustomFormat(WaveFormatEncoding.MuLaw, sampleRate, channels, sampleRate * channels, channels, 8);

    public static WaveFormat CreateCustomFormat(
        WaveFormatEncoding tag, int sampleRate, int channels, int averageBytesPerSecond, int blockAlign, int bitsPerSample) =>
        new()
        {
            waveFormatTag = tag,
            channels = (short)channels,
            sampleRate = sampleRate,
            averageBytesPerSecond = averageBytesPerSecond,
            blockAlign = (short)blockAlign,
            bitsPerSample = (short)bitsPerSample,
            extraSize = 0,
        };

    /// <summary>Reads the body of a 'fmt ' chunk; the extra bytes are kept.</summary>
    public static WaveFormat FromFormatChunk(BinaryReader br, int formatChunkLength)
    {
        ArgumentNullException.ThrowIfNull(br);
        var format = new WaveFormatExtraData();
        format.ReadFields(br, formatChunkLength);
        format.ReadExtraData(br);
        return format;
    }

    /// <summary>Bytes that last about <paramref name="milliseconds"/>, rounded up to whole frames.</summary>
    public int ConvertLatencyToByteSize(int milliseconds)
    {
        var bytes = (int)(AverageBytesPerSecond / 1000.0 * milliseconds);
        var rest = bytes % BlockAlign;
        return rest == 0 ? bytes : bytes + BlockAlign - rest;
    }

    /// <summary>Writes a length word and the format, as a 'fmt ' chunk wants it after its name.</summary>
    public virtual void Serialize(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(PcmHeaderSize + sizeof(short) + (int)extraSize);
        writer.Write((ushort)Encoding);
        writer.Write((short)Channels);
        writer.Write(SampleRate);
        writer.Write(AverageBytesPerSecond);
        writer.Write((short)BlockAlign);
        writer.Write((short)BitsPerSample);
        writer.Write(extraSize);
    }

    public override bool Equals(object? obj) =>
        obj is WaveFormat other
        && waveFormatTag == other.waveFormatTag
        && channels == other.channels
        && sampleRate == other.sampleRate
        && averageBytesPerSecond == other.averageBytesPerSecond
        && blockAlign == other.blockAlign
        && bitsPerSample == other.bitsPerSample;

    public override int GetHashCode() =>
        HashCode.Combine(waveFormatTag, channels, sampleRate, averageBytesPerSecond, blockAlign, bitsPerSample);

    public override string ToString() => waveFormatTag switch
    {
        WaveFormatEncoding.Pcm or WaveFormatEncoding.Extensible =>
            $"{bitsPerSample} bit PCM: {sampleRate}Hz {channels} channels",
        WaveFormatEncoding.IeeeFloat => $"{bitsPerSample} bit IEEE float: {sampleRate}Hz {channels} channels",
        _ => waveFormatTag.ToString(),
    };

    private protected void ReadFields(BinaryReader br, int formatChunkLength)
    {
        if (formatChunkLength < PcmHeaderSize)
        {
            throw new InvalidDataException($"Invalid WaveFormat structure: {formatChunkLength} bytes, at least {PcmHeaderSize} are needed");
        }

        waveFormatTag = (WaveFormatEncoding)br.ReadUInt16();
        channels = br.ReadInt16();
        sampleRate = br.ReadInt32();
        averageBytesPerSecond = br.ReadInt32();
        blockAlign = br.ReadInt16();
        bitsPerSample = br.ReadInt16();
        extraSize = 0;
        if (formatChunkLength >= PcmHeaderSize + sizeof(short))
        {
            extraSize = br.ReadInt16();

            // Writers exist whose cbSize disagrees with the chunk; the chunk's length is what is there.
            extraSize = (short)Math.Min(short.MaxValue, formatChunkLength - PcmHeaderSize - sizeof(short));
        }
    }
}
