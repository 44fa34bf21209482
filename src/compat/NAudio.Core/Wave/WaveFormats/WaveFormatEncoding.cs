namespace NAudio.Wave;

/// <summary>The format tag of a WAVE file: the registered tags that this stand-in or its users meet.</summary>
public enum WaveFormatEncoding : ushort
{
    Unknown = 0x0000,
    Pcm = 0x0001,
    Adpcm = 0x0002,
    IeeeFloat = 0x0003,
    ALaw = 0x0006,
    MuLaw = 0x0007,
    ImaAdpcm = 0x0011,
    Gsm610 = 0x0031,
    Mpeg = 0x0050,
    MpegLayer3 = 0x0055,
    Extensible = 0xFFFE,
}
