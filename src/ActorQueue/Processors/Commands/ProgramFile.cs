namespace ActorQueue.Processors.Commands;

/// <summary>Finds the file that a command names.</summary>
internal static class ProgramFile
{
    // Windows runs these through its shell, which reads arguments by rules of its own.
    private static readonly string[] ShellScripts = [".bat", ".cmd"];

    /// <summary>The file's full path, or null when there is none. A name without a folder is looked up in <c>PATH</c> alone, never in the current folder.</summary>
    public static string? Find(string program, string? workingDirectory)
    {
        if (ShellScripts.Any(extension => program.EndsWith(extension, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        if (program.AsSpan().ContainsAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar))
        {
            var path = Path.GetFullPath(program, Path.GetFullPath(workingDirectory ?? "."));
            return File.Exists(path) ? path : null;
        }

        string[] names = OperatingSystem.IsWindows() ? [program, program + ".exe"] : [program];
        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(IsExecutable);
    }

    /// <summary>Whether the file is one that starts as it is. Of any other, only the attempt tells why it does not, without a program in between that would try a shell.</summary>
    public static bool IsSurelyRunnable(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            Span<byte> head = stackalloc byte[4];
            head = head[..RandomAccess.Read(file, head, 0)];
            return IsExecutable(path) && (head.StartsWith("#!"u8) || head.SequenceEqual("\u007fELF"u8));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsExecutable(string path) => File.Exists(path)
        && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None);
}
