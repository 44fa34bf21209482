using System.Text;

namespace ActorQueue.Audio.Decoding.FFmpeg;

/// <summary>Asks ffmpeg for its version: the third word of "ffmpeg version 5.1.6-0+deb12u1 Copyright …".</summary>
internal static class FFmpegVersion
{
    /// <summary>Null when the program does not start or says something else.</summary>
    public static string? Read(string ffmpegPath, CancellationToken cancellationToken)
    {
        try
        {
            using var program = new ChildProgram(ffmpegPath, ["-version"], cancellationToken);
            var bytes = new byte[1024];
            var read = program.Output.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            cancellationToken.ThrowIfCancellationRequested();
            var words = Encoding.UTF8.GetString(bytes, 0, read).Split((char[]?)null, 4, StringSplitOptions.RemoveEmptyEntries);
            return words is ["ffmpeg", "version", var version, ..] ? version : null;
        }
        catch (Exception e) when (e is AudioException or IOException)
        {
            return null;
        }
    }
}
