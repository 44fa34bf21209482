using System.Diagnostics;

namespace ActorQueue.Cli.Doctor;

/// <summary>What one thing is called by the systems that install it.</summary>
internal sealed record NativePackage(string Debian, string Suse, string Fedora, string Others)
{
    public static NativePackage SoundFile { get; } = new("libsndfile1", "libsndfile1", "libsndfile", "libsndfile");

    public static NativePackage FFmpeg { get; } = new("ffmpeg", "ffmpeg", "ffmpeg-free", "ffmpeg");
}

/// <summary>Installs the native libraries where that can be done without asking, else says which command does it.</summary>
internal static class NativePackages
{
    public static string Advice => $"run `actorqueue doctor --fix`, or: {CommandFor(NativePackage.SoundFile)}";

    /// <summary>The command that a person with the rights types on this system.</summary>
    public static string CommandFor(NativePackage package) =>
        InstallCommand(package, ReadOsRelease(), OperatingSystem.IsMacOS(), Environment.IsPrivilegedProcess);

    /// <summary>Whether <see cref="InstallAsync"/> can work here.</summary>
    public static bool CanInstall => Environment.IsPrivilegedProcess && File.Exists("/usr/bin/apt-get");

    internal static string InstallCommand(NativePackage package, string osRelease, bool isMacOS, bool isPrivileged)
    {
        var sudo = isPrivileged ? "" : "sudo ";
        if (isMacOS)
        {
            return $"brew install {package.Others}";
        }

        return Families(osRelease) switch
        {
            var ids when ids.Overlaps(["fedora", "rhel", "centos"]) => $"{sudo}dnf install {package.Fedora}",
            var ids when ids.Contains("alpine") => $"{sudo}apk add {package.Others}",
            var ids when ids.Contains("arch") => $"{sudo}pacman -S {package.Others}",
            var ids when ids.Overlaps(["suse", "opensuse"]) => $"{sudo}zypper install {package.Suse}",
            _ => $"{sudo}apt-get install {package.Debian}",
        };
    }

    /// <returns>Null when the installation worked, else the last line of what the installer said.</returns>
    public static async Task<string?> InstallAsync(CancellationToken cancellationToken) =>
        await RunAsync(["update", "-qq"], cancellationToken) ?? await RunAsync(["install", "-y", "-qq", "--no-install-recommends", NativePackage.SoundFile.Debian], cancellationToken);

    private static async Task<string?> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("/usr/bin/apt-get", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("apt-get did not start.");
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var said = $"{await output}\n{await error}".Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return process.ExitCode == 0 ? null : said.LastOrDefault() ?? $"apt-get ended with code {process.ExitCode}";
    }

    private static string ReadOsRelease() => File.Exists("/etc/os-release") ? File.ReadAllText("/etc/os-release") : "";

    /// <summary>ID and ID_LIKE of os-release(5).</summary>
    private static HashSet<string> Families(string osRelease) =>
    [
        .. osRelease.Split('\n')
            .Where(line => line.StartsWith("ID=", StringComparison.Ordinal) || line.StartsWith("ID_LIKE=", StringComparison.Ordinal))
            .SelectMany(line => line.Split('=', 2)[1].Trim().Trim('"').Split(' ')),
    ];
}
