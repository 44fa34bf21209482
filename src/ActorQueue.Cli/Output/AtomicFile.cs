namespace ActorQueue.Cli.Output;

/// <summary>A file that is there whole or not at all: written beside its place, synced, then renamed over it.</summary>
internal static class AtomicFile
{
    /// <summary>Tries whether a file could be written there, and leaves nothing.</summary>
    public static void Probe(string path)
    {
        var temporary = TemporaryName(path);
        new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None).Dispose();
        File.Delete(temporary);
    }

    public static void Write(string path, Action<Stream> write)
    {
        var temporary = TemporaryName(path);
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>The same for a content that comes bit by bit.</summary>
    public static async Task<T> WriteAsync<T>(string path, Func<Stream, Task<T>> write)
    {
        var temporary = TemporaryName(path);
        try
        {
            T written;
            await using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                written = await write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            return written;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static string TemporaryName(string path) => $"{path}.{Environment.ProcessId}.tmp";
}
