using ActorQueue.Audio.Decoding.Aiff;
using ActorQueue.Audio.Decoding.Flac;
using ActorQueue.Audio.Decoding.Mpeg;
using ActorQueue.Audio.Decoding.Ogg;
using ActorQueue.Audio.Decoding.SoundFile;
using ActorQueue.Audio.Decoding.Wave;

namespace ActorQueue.Audio.Decoding;

/// <summary>Opens audio of any supported kind, chosen by its content and never by its name.</summary>
public static class AudioDecoder
{
    private const int FileBufferBytes = 64 * 1024;

    /// <summary>Opens a file. WAV and AIFF need nothing else; FLAC, Ogg Vorbis, Opus and MP3 need libsndfile.</summary>
    /// <param name="path">The file; relative to the working directory unless absolute.</param>
    /// <exception cref="AudioException">
    /// <c>file-not-found</c>, <c>access-denied</c>, <c>codec-missing</c>, or <c>decode-failed</c> with the reason. Damage behind the header is
    /// found, with the same exception, while reading.
    /// </exception>
    public static DecodedAudio Open(string path) => Open(path, CodecProbe.Run);

    /// <summary>Opens a stream, which must be seekable and is read from its first byte on; it stays the caller's.</summary>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    /// <exception cref="AudioException"><c>codec-missing</c>, or <c>decode-failed</c> with the reason.</exception>
    public static DecodedAudio Open(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.CanSeek && stream.CanRead
            ? new DecodedAudio(OpenContent(stream, name: null, CodecProbe.Run), owned: null)
            : throw new ArgumentException("The stream must be readable and seekable", nameof(stream));
    }

    internal static DecodedAudio Open(string path, Func<CodecProbe> probe)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = OpenFile(path);
        try
        {
            return new DecodedAudio(OpenContent(file, path, probe), file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    internal static DecodedAudio Open(Stream stream, Func<CodecProbe> probe) => new(OpenContent(stream, name: null, probe), owned: null);

    private static FileStream OpenFile(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw AudioException.DecodeFailed($"not a file but a directory: {path}");
            }

            // Opening a pipe would wait for its writer, and a device may never end; both have no size.
            if (new FileInfo(path).Length == 0)
            {
                throw AudioException.DecodeFailed($"the file is empty (0 bytes): {path}");
            }

            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileBufferBytes);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new AudioException(AudioErrorCodes.FileNotFound, $"no such file: {path}", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new AudioException(AudioErrorCodes.AccessDenied, $"may not be read: {path}", e);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw AudioException.DecodeFailed($"cannot be opened: {path}: {e.Message}", e);
        }
    }

    private static AudioSource OpenContent(Stream stream, string? name, Func<CodecProbe> probe)
    {
        try
        {
            if (stream.Length == 0)
            {
                throw AudioException.DecodeFailed("the file is empty (0 bytes)");
            }

            var content = ContentSniffer.Identify(stream);
            return WithNameWarning(OpenKind(stream, content, probe, name), content, name);
        }
        catch (IOException e)
        {
            throw AudioException.DecodeFailed($"reading failed: {e.Message}", e);
        }
    }

    private static AudioSource OpenKind(Stream stream, Content content, Func<CodecProbe> probe, string? name)
    {
        switch (content.Kind)
        {
            case ContentKind.Wave when WaveDecoder.Open(stream) is { } wave:
                return wave;
            case ContentKind.Aiff when AiffDecoder.Open(stream) is { } aiff:
                return aiff;
            case ContentKind.UnsupportedAudio:
                throw new AudioException(
                    AudioErrorCodes.CodecMissing,
                    $"{content.Name} is not decoded by this version: convert the file to FLAC or WAV");
            case ContentKind.NotAudio or ContentKind.Unknown:
                throw AudioException.DecodeFailed(
                    $"not audio: the content is {content.Name}{(name is null ? "" : $", whatever the name {Path.GetFileName(name)} says")}");
        }

        if (probe().WhyNot(content.Kind, content.Name) is { } missing)
        {
            throw missing;
        }

        return content.Kind switch
        {
            ContentKind.Flac => FlacDecoder.Open(stream),
            ContentKind.Ogg => OggDecoder.Open(stream),
            ContentKind.MpegAudio => MpegDecoder.Open(stream),
            _ => SoundFileDecoder.Open(stream, content.Name),
        };
    }

    /// <summary>A name that promises something else is worth a word, for it breaks other programs.</summary>
    private static AudioSource WithNameWarning(AudioSource source, Content content, string? name)
    {
        var extension = Path.GetExtension(name ?? "").ToLowerInvariant();
        var promised = extension switch
        {
            ".wav" or ".wave" or ".bwf" or ".rf64" => ContentKind.Wave,
            ".aif" or ".aiff" or ".aifc" => ContentKind.Aiff,
            ".flac" => ContentKind.Flac,
            ".ogg" or ".oga" or ".opus" => ContentKind.Ogg,
            ".mp3" or ".mp2" => ContentKind.MpegAudio,
            _ => content.Kind,
        };
        return promised == content.Kind
            ? source
            : source with { Warnings = [.. source.Warnings, $"named {extension}, but the content is {content.Name}"] };
    }
}
