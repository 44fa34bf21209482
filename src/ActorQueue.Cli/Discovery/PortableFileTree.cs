using System.Text;

namespace ActorQueue.Cli.Discovery;

/// <summary>The same through .NET alone, for systems other than Linux.</summary>
internal sealed class PortableFileTree : IFileTree
{
    private static readonly EnumerationOptions All = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    public FileFacts Stat(FilePath path)
    {
        var directory = new DirectoryInfo(path.Text);
        if (directory.Exists)
        {
            return new FileFacts(FileType.Directory, RealPath(directory), 0, 0);
        }

        var file = new FileInfo(path.Text);
        if (!file.Exists)
        {
            return new FileFacts(FileType.Missing, "", 0, 0);
        }

        var target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        if (!target.Exists)
        {
            return new FileFacts(FileType.Missing, "", 0, 0);
        }

        var modified = (target.LastWriteTimeUtc - DateTime.UnixEpoch).Ticks * 100;
        return new FileFacts(FileType.Regular, target.FullName, target.Length, modified);
    }

    public IReadOnlyList<DirectoryEntry> List(FilePath directory)
    {
        try
        {
            return [.. new DirectoryInfo(directory.Text).EnumerateFileSystemInfos("*", All)
                .Select(entry => new DirectoryEntry(directory.Child(Encoding.UTF8.GetBytes(entry.Name)), entry.LinkTarget is not null))];
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    private static string RealPath(DirectoryInfo directory) =>
        (directory.ResolveLinkTarget(returnFinalTarget: true) ?? directory).FullName;
}
