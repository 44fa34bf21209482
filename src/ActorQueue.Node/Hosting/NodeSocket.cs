using ActorQueue.Contracts;

namespace ActorQueue.Node.Hosting;

/// <summary>
/// The Unix socket in a data folder. The kernel takes socket paths of at most 107 bytes; behind a longer one stands a link of a short name, in a folder that
/// only this user may enter, for as long as this object lives.
/// </summary>
public sealed class NodeSocket : IDisposable
{
    private const string FileName = "actorqueue.sock";

    // sockaddr_un.sun_path has 108 bytes on Linux and 104 on macOS, with a zero at the end.
    private static readonly int MaxPathBytes = OperatingSystem.IsLinux() ? 107 : 103;

    private readonly string? _linkFolder;

    private NodeSocket(string path, string address, string? linkFolder)
    {
        Path = path;
        Address = address;
        _linkFolder = linkFolder;
    }

    /// <summary>Where the socket is.</summary>
    public string Path { get; }

    /// <summary>The same file by a path that the kernel takes.</summary>
    public string Address { get; }

    /// <summary>Whether something that may be a socket stands in the folder.</summary>
    public static bool Exists(string dataDirectory) => File.Exists(PathIn(dataDirectory));

    /// <summary>The path of a folder's socket.</summary>
    public static string PathIn(string dataDirectory) => System.IO.Path.Combine(System.IO.Path.GetFullPath(dataDirectory), FileName);

    /// <summary>Names the socket of a folder; the folder must exist.</summary>
    /// <exception cref="QueueException">No path of it is short enough.</exception>
    public static NodeSocket In(string dataDirectory)
    {
        var path = PathIn(dataDirectory);
        if (Fits(path))
        {
            return new NodeSocket(path, path, null);
        }

        var folder = Directory.CreateTempSubdirectory("aq-").FullName;
        var address = System.IO.Path.Combine(folder, "d", FileName);
        if (!Fits(address))
        {
            Directory.Delete(folder);
            throw new QueueException(
                $"The socket '{path}' has a path longer than {MaxPathBytes} bytes, and so has a link to it below '{System.IO.Path.GetTempPath()}'. Choose a shorter data folder, or a shorter TMPDIR.");
        }

        Directory.CreateSymbolicLink(System.IO.Path.Combine(folder, "d"), System.IO.Path.GetDirectoryName(path)!);
        return new NodeSocket(path, address, folder);
    }

    /// <summary>Takes the link away; the socket itself stays.</summary>
    public void Dispose()
    {
        if (_linkFolder is not null && Directory.Exists(_linkFolder))
        {
            // The link first and by itself: a recursive delete must never get the chance to follow it.
            Directory.Delete(System.IO.Path.Combine(_linkFolder, "d"));
            Directory.Delete(_linkFolder);
        }
    }

    private static bool Fits(string path) => System.Text.Encoding.UTF8.GetByteCount(path) <= MaxPathBytes;
}
