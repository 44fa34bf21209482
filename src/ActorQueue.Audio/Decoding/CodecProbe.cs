using ActorQueue.Audio.Decoding.FFmpeg;
using NAudio.SoundFile;

namespace ActorQueue.Audio.Decoding;

/// <summary>What this machine can decode: WAV and AIFF always, the rest as far as libsndfile and ffmpeg are installed.</summary>
public sealed class CodecProbe
{
    /// <summary>libsndfile's number for the MP3 container, which came with version 1.1.</summary>
    private const int MpegFormat = 0x230000;
    private const int FlacFormat = 0x170000;
    private const int OggFormat = 0x200000;

    private CodecProbe(string? soundFileVersion, IReadOnlyList<SoundFileFormatInfo> formats)
    {
        SoundFileVersion = soundFileVersion;
        SoundFileFormats = formats;
    }

    /// <summary>The library's own words, for example "libsndfile-1.2.2"; null when it is not installed.</summary>
    public string? SoundFileVersion { get; }

    /// <summary>Whether libsndfile was found.</summary>
    public bool IsSoundFileInstalled => SoundFileVersion is not null;

    /// <summary>The containers that the installed libsndfile knows; empty when it is not installed.</summary>
    public IReadOnlyList<SoundFileFormatInfo> SoundFileFormats { get; }

    /// <summary>Whether FLAC can be decoded.</summary>
    public bool CanDecodeFlac => Knows(FlacFormat);

    /// <summary>Whether Ogg Vorbis and Opus can be decoded.</summary>
    public bool CanDecodeOgg => Knows(OggFormat);

    /// <summary>Whether MP3 can be decoded.</summary>
    public bool CanDecodeMp3 => Knows(MpegFormat);

    /// <summary>Whether ffmpeg and ffprobe were found in PATH, for AAC, ALAC, WMA, Matroska and the rest.</summary>
    public bool IsFFmpegInstalled => FFmpegPath is not null && FFprobePath is not null;

    internal string? FFmpegPath { get; init; }

    internal string? FFprobePath { get; init; }

    /// <summary>A machine without libsndfile and ffmpeg.</summary>
    internal static CodecProbe Nothing { get; } = new(null, []);

    /// <summary>A machine with these programs and without libsndfile.</summary>
    internal static CodecProbe WithFFmpeg(string? ffmpegPath, string? ffprobePath) => new(null, []) { FFmpegPath = ffmpegPath, FFprobePath = ffprobePath };

    /// <summary>This machine as if it had no ffmpeg.</summary>
    internal static CodecProbe WithoutFFmpeg() => new(Run().SoundFileVersion, Run().SoundFileFormats);

    /// <summary>Looks at what is installed now; cheap, and nothing is remembered, so it sees what a repair has just installed.</summary>
    public static CodecProbe Run()
    {
        var ffmpeg = ProgramPath.Find("ffmpeg");
        var ffprobe = ProgramPath.Find("ffprobe");
        try
        {
            return new CodecProbe(SoundFileCapabilities.LibraryVersion, SoundFileCapabilities.GetSupportedMajorFormats()) { FFmpegPath = ffmpeg, FFprobePath = ffprobe };
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException
            or TypeInitializationException)
        {
            return WithFFmpeg(ffmpeg, ffprobe);
        }
    }

    /// <summary>Starts ffmpeg and reads its version, for example "5.1.6-0+deb12u1".</summary>
    /// <returns>Null when it is not installed or does not start.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public string? ReadFFmpegVersion(CancellationToken cancellationToken = default) =>
        IsFFmpegInstalled ? FFmpegVersion.Read(FFmpegPath!, cancellationToken) : null;

    /// <summary>What to say of content that needs ffmpeg where there is none.</summary>
    internal static AudioException FFmpegMissing(string name) => new(
        AudioErrorCodes.CodecMissing, $"{name} needs ffmpeg, which is not installed: install the package ffmpeg, or convert the file to FLAC or WAV");

    /// <summary>Why content of this kind cannot be decoded here and what to do; null when it can.</summary>
    internal AudioException? WhyNot(ContentKind kind, string name)
    {
        if (!IsSoundFileInstalled)
        {
            return new AudioException(
                AudioErrorCodes.CodecMissing,
                $"{name} needs libsndfile, which is not installed: run `actorqueue doctor --fix`, or install the package libsndfile1");
        }

        var isKnown = kind switch
        {
            ContentKind.Flac => CanDecodeFlac,
            ContentKind.Ogg => CanDecodeOgg,
            ContentKind.MpegAudio => CanDecodeMp3,
            _ => true,
        };
        return isKnown
            ? null
            : new AudioException(
                AudioErrorCodes.CodecMissing,
                $"{name} is not in the installed {SoundFileVersion}: install version 1.1 or later, built with all codecs");
    }

    private bool Knows(int rawFormat) => SoundFileFormats.Any(format => format.RawFormat == rawFormat);
}
