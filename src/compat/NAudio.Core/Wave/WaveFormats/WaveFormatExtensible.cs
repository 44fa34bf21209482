using System.Runtime.InteropServices;

namespace NAudio.Wave;

/// <summary>WAVEFORMATEXTENSIBLE: a sub-format, the bits in use, and which speaker each channel feeds.</summary>
[StructLayout(LayoutKind.Sequential, CharSet = CharSet.Ansi, Pack = 2)]
public class WaveFormatExtensible : WaveFormat
{
    /// <summary>Valid bits (2), channel mask (4), sub-format (16).</summary>
    private const int ExtensionSize = 22;

    private readonly short _validBitsPerSample;
    private readonly int _channelMask;
    private readonly Guid _subFormat;

    /// <summary>32 bits mean IEEE float, everything else PCM; without a mask the first speakers in standard order are taken.</summary>
    public WaveFormatExtensible(int rate, int bits, int channels, int channelMask = 0)
        : this(rate, bits, channels, bits == 32, bits, channelMask != 0 ? channelMask : FirstSpeakers(channels))
    {
    }

    public WaveFormatExtensible(int rate, int bits, int channels, bool useIeeeFloat, int validBitsPerSample, int channelMask)
        : this(
            rate,
            bits,
            channels,
            useIeeeFloat ? AudioMediaSubtypes.MEDIASUBTYPE_IEEE_FLOAT : AudioMediaSubtypes.MEDIASUBTYPE_PCM,
            validBitsPerSample,
            channelMask)
    {
    }

    public WaveFormatExtensible(int rate, int bits, int channels, Guid subFormat, int validBitsPerSample, int channelMask)
        : base(rate, bits, channels)
    {
        waveFormatTag = WaveFormatEncoding.Extensible;
        extraSize = ExtensionSize;
        _validBitsPerSample = (short)validBitsPerSample;
        _channelMask = channelMask;
        _subFormat = subFormat;
    }

    public Guid SubFormat => _subFormat;

    public int ValidBitsPerSample => _validBitsPerSample;

    public int ChannelMask => _channelMask;

    /// <summary>The plain format of the same bytes, or this one when the sub-format is neither PCM nor 32-bit float.</summary>
    public WaveFormat ToStandardWaveFormat()
    {
        if (_subFormat == AudioMediaSubtypes.MEDIASUBTYPE_IEEE_FLOAT && bitsPerSample == 32)
        {
            return CreateIeeeFloatWaveFormat(sampleRate, channels);
        }

        return _subFormat == AudioMediaSubtypes.MEDIASUBTYPE_PCM ? new WaveFormat(sampleRate, bitsPerSample, channels) : this;
    }

    public override void Serialize(BinaryWriter writer)
    {
        base.Serialize(writer);
        writer.Write(_validBitsPerSample);
        writer.Write(_channelMask);
        writer.Write(_subFormat.ToByteArray());
    }

    public override string ToString() => $"Extensible {_subFormat} {sampleRate}Hz {channels} channels {bitsPerSample} bit";

    private static int FirstSpeakers(int channels) => channels >= 32 ? -1 : (1 << channels) - 1;
}
