namespace ActorQueue.Cli.Discovery;

internal enum FileType
{
    Missing,
    Regular,
    Directory,

    /// <summary>Pipes, sockets and devices: opening one may wait for ever, so they are never analysed.</summary>
    Special,

    /// <summary>Something is there, but we may not look.</summary>
    Inaccessible,
}

/// <summary>What <c>stat</c> says of a path, links followed.</summary>
/// <param name="Identity">Names the file on this machine whatever path led to it; empty when unknown.</param>
/// <param name="ModifiedAtNanoseconds">Since 1970, UTC.</param>
internal readonly record struct FileFacts(FileType Type, string Identity, long SizeBytes, long ModifiedAtNanoseconds);

/// <summary>One name in a directory.</summary>
/// <param name="IsLink">A symbolic link; directories behind links are walked last, so that a real path wins over a linked one.</param>
internal readonly record struct DirectoryEntry(FilePath Path, bool IsLink);

/// <summary>The part of the file system that discovery needs. Linux has its own because .NET hides names that are not UTF-8 and what is a pipe.</summary>
internal interface IFileTree
{
    FileFacts Stat(FilePath path);

    /// <summary>Everything in a directory, in no order.</summary>
    /// <exception cref="IOException">The directory cannot be listed; the message says why.</exception>
    IReadOnlyList<DirectoryEntry> List(FilePath directory);
}

internal static class FileTree
{
    public static IFileTree Current { get; } = OperatingSystem.IsLinux() ? new LinuxFileTree() : new PortableFileTree();
}
