namespace NAudio.SoundFile.Interop;

/// <summary>The SF_FORMAT_ numbers of sndfile.h.</summary>
internal static class FormatCodes
{
    private const int Vorbis = 0x0060;
    private const int Opus = 0x0064;
    private const int MpegLayer3 = 0x0082;
    private const int Pcm16 = 0x0002;

    public static int Combine(SoundFileMajorFormat major, SoundFileSubtype subtype) => Major(major) | Minor(major, subtype);

    private static int Major(SoundFileMajorFormat major) => major switch
    {
        SoundFileMajorFormat.Wav => 0x010000,
        SoundFileMajorFormat.Aiff => 0x020000,
        SoundFileMajorFormat.Au => 0x030000,
        SoundFileMajorFormat.Raw => 0x040000,
        SoundFileMajorFormat.W64 => 0x0B0000,
        SoundFileMajorFormat.Flac => 0x170000,
        SoundFileMajorFormat.Caf => 0x180000,
        SoundFileMajorFormat.OggVorbis or SoundFileMajorFormat.Opus => 0x200000,
        SoundFileMajorFormat.Mp3 => 0x230000,
        _ => throw new ArgumentOutOfRangeException(nameof(major), major, "unknown format"),
    };

    private static int Minor(SoundFileMajorFormat major, SoundFileSubtype subtype) => subtype switch
    {
        SoundFileSubtype.PcmS8 => 0x0001,
        SoundFileSubtype.Pcm16 => Pcm16,
        SoundFileSubtype.Pcm24 => 0x0003,
        SoundFileSubtype.Pcm32 => 0x0004,
        SoundFileSubtype.PcmU8 => 0x0005,
        SoundFileSubtype.Float => 0x0006,
        SoundFileSubtype.Double => 0x0007,
        SoundFileSubtype.Vorbis => Vorbis,
        SoundFileSubtype.Opus => Opus,
        SoundFileSubtype.Mp3 => MpegLayer3,
        SoundFileSubtype.Default => major switch
        {
            SoundFileMajorFormat.OggVorbis => Vorbis,
            SoundFileMajorFormat.Opus => Opus,
            SoundFileMajorFormat.Mp3 => MpegLayer3,
            _ => Pcm16,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(subtype), subtype, "unknown subtype"),
    };
}
