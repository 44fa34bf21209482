namespace ActorQueue.Audio.Decoding.FFmpeg;

/// <summary>
/// The name under which ffmpeg opens what we have open. On Linux it is the descriptor itself, as the kernel lists it for our process: the same file that was sniffed,
/// whatever bytes its name has. Elsewhere it is the absolute path. The leading <c>file:</c> keeps either from being read as an option or another protocol.
/// A stream that is no file is written to a temporary one first, because most of the containers cannot be read from a pipe: an MP4's index may stand at its end.
/// </summary>
internal sealed class FFmpegInput : IDisposable
{
    private const int CopyBufferBytes = 64 * 1024;

    private readonly FileStream? _copy;

    private FFmpegInput(FileStream file, FileStream? copy)
    {
        _copy = copy;
        Url = OperatingSystem.IsLinux() && Directory.Exists("/proc/self/fd")
            ? $"file:/proc/{Environment.ProcessId}/fd/{file.SafeFileHandle.DangerousGetHandle()}"
            : $"file:{Path.GetFullPath(file.Name)}";
    }

    public string Url { get; }

    /// <summary>Names a stream, which has to stay open for as long as the name is used.</summary>
    /// <exception cref="IOException">There is no room for a copy.</exception>
    public static FFmpegInput For(Stream stream, CancellationToken cancellationToken)
    {
        if (stream is FileStream file)
        {
            return new FFmpegInput(file, copy: null);
        }

        var copy = CreateTemporary();
        try
        {
            stream.Position = 0;
            var buffer = new byte[CopyBufferBytes];
            for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
            {
                cancellationToken.ThrowIfCancellationRequested();
                copy.Write(buffer, 0, read);
            }

            copy.Flush();
            return new FFmpegInput(copy, copy);
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    public void Dispose() => _copy?.Dispose();

    private static FileStream CreateTemporary()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(Path.Combine(Path.GetTempPath(), $"actorqueue-audio-{Environment.ProcessId}-{Path.GetRandomFileName()}"), options);
    }
}
