namespace ActorQueue.Audio.Decoding.FFmpeg;

/// <summary>Where a program is. Only the folders of PATH count, never the working directory, which may hold files of strangers.</summary>
internal static class ProgramPath
{
    /// <summary>The first match in PATH; null when there is none.</summary>
    public static string? Find(string name) => Find(name, Environment.GetEnvironmentVariable("PATH"));

    internal static string? Find(string name, string? folders) => (folders ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Where(Path.IsPathFullyQualified)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name))
        .FirstOrDefault(IsRunnable);

    private static bool IsRunnable(string path)
    {
        const UnixFileMode execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & execute) != UnixFileMode.None);
    }
}
