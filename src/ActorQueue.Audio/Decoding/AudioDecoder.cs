using ActorQueue.Audio.Tags;

namespace ActorQueue.Audio.Decoding;

/// <summary>Opens audio of any supported kind, chosen by its content and never by its name.</summary>
public static class AudioDecoder
{
    private const int FileBufferBytes = 64 * 1024;

    /// <summary>
    /// Opens a file. WAV and AIFF need nothing else; FLAC, Ogg Vorbis, Opus and MP3 need libsndfile; AAC, ALAC, WMA, Matroska, WavPack and whatever else ffmpeg knows
    /// need ffmpeg, which then runs as a child process until the audio is disposed.
    /// </summary>
    /// <param name="path">The file; relative to the working directory unless absolute.</param>
    /// <param name="cancellationToken">Ends the opening of a long file, and a child process that decodes, also later while samples are read, which then throws.</param>
    /// <exception cref="AudioException">
    /// <c>file-not-found</c>, <c>access-denied</c>, <c>codec-missing</c>, or <c>decode-failed</c> with the reason. Damage behind the header is
    /// found, with the same exception, while reading.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static DecodedAudio Open(string path, CancellationToken cancellationToken = default) => Open(path, CodecProbe.Run, cancellationToken);

    /// <summary>
    /// Opens a stream, which must be seekable and is read from its first byte on; it stays the caller's. Content that needs ffmpeg is first written to a temporary
    /// file that is gone with the audio, unless the stream is a file itself.
    /// </summary>
    /// <param name="stream">Where the content is.</param>
    /// <param name="cancellationToken">Ends the opening of a long file, and a child process that decodes, also later while samples are read, which then throws.</param>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    /// <exception cref="AudioException"><c>codec-missing</c>, or <c>decode-failed</c> with the reason.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static DecodedAudio Open(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.CanSeek && stream.CanRead
            ? Open(stream, CodecProbe.Run, cancellationToken)
            : throw new ArgumentException("The stream must be readable and seekable", nameof(stream));
    }

    internal static DecodedAudio Open(string path, Func<CodecProbe> probe, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = OpenFile(path);
        try
        {
            return new DecodedAudio(OpenContent(file, path, probe, cancellationToken), file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    internal static DecodedAudio Open(Stream stream, Func<CodecProbe> probe, CancellationToken cancellationToken = default) =>
        new(OpenContent(stream, name: null, probe, cancellationToken), owned: null);

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

    private static AudioSource OpenContent(Stream stream, string? name, Func<CodecProbe> probe, CancellationToken cancellationToken)
    {
        try
        {
            if (stream.Length == 0)
            {
                throw AudioException.DecodeFailed("the file is empty (0 bytes)");
            }

            var content = ContentSniffer.Identify(stream);
            var tags = TagReader.Read(stream, content);
            var source = new DecoderChoice(stream, content, name, probe, cancellationToken).Open();
            return WithNameWarning(tags is null ? source : source with { Tags = tags }, content, name);
        }
        catch (IOException e)
        {
            throw AudioException.DecodeFailed($"reading failed: {e.Message}", e);
        }
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
            ".m4a" or ".m4b" or ".mp4" or ".wma" or ".mka" or ".wv" or ".ape" or ".mpc" or ".tta" => ContentKind.ForeignAudio,
            _ => content.Kind,
        };
        return promised == content.Kind
            ? source
            : source with { Warnings = [.. source.Warnings, $"named {extension}, but the content is {content.Name}"] };
    }
}
