using System.Text.RegularExpressions;
using ActorQueue.Audio.Decoding;

namespace ActorQueue.Cli.Doctor;

/// <summary>The native library that decodes what isn't WAV or AIFF, each format on its own, and ffmpeg for the rest.</summary>
internal static partial class CodecChecks
{
    // libsndfile's release notes: Opus since 1.0.29, MPEG audio since 1.1.0.
    private static readonly Version FirstWithOpus = new(1, 0, 29);

    public static IEnumerable<Check> All { get; } =
    [
        new("libsndfile", Library),
        new("FLAC", _ => Format("FLAC", CodecProbe.Run().CanDecodeFlac)),
        new("Ogg Vorbis", _ => Format("Ogg Vorbis", CodecProbe.Run().CanDecodeOgg)),
        new("Opus", _ => Format("Opus", CodecProbe.Run() is { CanDecodeOgg: true } probe && VersionOf(probe.SoundFileVersion) >= FirstWithOpus)),
        new("MP3", _ => Format("MP3", CodecProbe.Run().CanDecodeMp3)),
        new("ffmpeg (optional)", cancellationToken => Task.FromResult(FFmpeg(CodecProbe.Run().IsFFmpegInstalled, () => CodecProbe.Run().ReadFFmpegVersion(cancellationToken)))),
    ];

    internal static CheckResult FFmpeg(bool isInstalled, Func<string?> readVersion)
    {
        if (!isInstalled)
        {
            return CheckResult.Absent(
                "not installed; it would add AAC (M4A), ALAC, WMA, Matroska, WavPack, Monkey's Audio, Musepack, True Audio and more",
                NativePackages.CommandFor(NativePackage.FFmpeg));
        }

        return readVersion() is { } version
            ? CheckResult.Pass($"{version}: AAC (M4A), ALAC, WMA, Matroska and more can be decoded")
            : CheckResult.Fail("is installed but does not start", "install it anew, or remove it");
    }

    /// <summary>Reads "libsndfile-1.2.2"; distributions append words of their own.</summary>
    internal static Version VersionOf(string? text) =>
        VersionNumber().Match(text ?? "") is { Success: true } match ? Version.Parse(match.Value) : new Version(0, 0);

    private static Task<CheckResult> Library(CancellationToken cancellationToken) => Task.FromResult(
        CodecProbe.Run().SoundFileVersion is { } version
            ? CheckResult.Pass(version)
            : CheckResult.Fail("not installed; WAV and AIFF work without it", NativePackages.Advice));

    private static Task<CheckResult> Format(string name, bool canDecode) => Task.FromResult(
        canDecode
            ? CheckResult.Pass("can be decoded")
            : CheckResult.Fail("cannot be decoded", CodecProbe.Run().IsSoundFileInstalled ? $"install libsndfile 1.1 or later, built with {name}" : NativePackages.Advice));

    [GeneratedRegex(@"\d+\.\d+(\.\d+)?", RegexOptions.CultureInvariant)]
    private static partial Regex VersionNumber();
}
