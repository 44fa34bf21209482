using System.Globalization;
using ActorQueue.Cli.Display;

namespace ActorQueue.Cli.Doctor;

/// <summary>Whether the memory that the system, or the container around us, leaves is enough to start work.</summary>
internal static class MemoryCheck
{
    /// <summary><c>memory.min-available</c>: nothing new starts below.</summary>
    private const long MinAvailableBytes = 300_000_000;

    public static Check Check { get; } = new("memory limits", _ => Task.FromResult(Judge(Read(File.Exists, File.ReadAllText))));

    /// <param name="LimitedBy">What sets the limit: the machine or a cgroup.</param>
    internal sealed record Reading(long LimitBytes, long AvailableBytes, string LimitedBy);

    internal static CheckResult Judge(Reading reading)
    {
        var finding = $"{TerminalText.Bytes(reading.LimitBytes)} ({reading.LimitedBy}), {TerminalText.Bytes(reading.AvailableBytes)} available";
        return reading.AvailableBytes >= MinAvailableBytes
            ? CheckResult.Pass(finding)
            : CheckResult.Fail(finding, $"free memory or raise the limit: nothing starts while less than {TerminalText.Bytes(MinAvailableBytes)} is available");
    }

    /// <summary>The least of /proc/meminfo and the limits of our cgroup and all above it, version 2 or 1.</summary>
    internal static Reading Read(Func<string, bool> exists, Func<string, string> readText)
    {
        if (!exists("/proc/meminfo"))
        {
            var info = GC.GetGCMemoryInfo();
            return new Reading(info.TotalAvailableMemoryBytes, info.TotalAvailableMemoryBytes - info.MemoryLoadBytes, "as the runtime sees it");
        }

        var memory = readText("/proc/meminfo");
        var reading = new Reading(MemoryInfo(memory, "MemTotal:"), MemoryInfo(memory, "MemAvailable:"), "the machine's");
        foreach (var folder in ControlGroups(exists("/proc/self/cgroup") ? readText("/proc/self/cgroup") : ""))
        {
            var limit = Number(folder + "/memory.max") ?? Number(folder + "/memory.limit_in_bytes");
            var used = Number(folder + "/memory.current") ?? Number(folder + "/memory.usage_in_bytes");
            if (limit is { } bytes && used is { } taken && bytes < reading.LimitBytes)
            {
                // Cache that the kernel would give back counts as used; this errs on the careful side.
                reading = new Reading(bytes, Math.Min(reading.AvailableBytes, Math.Max(0, bytes - taken)), "limit of a cgroup");
            }
        }

        return reading;

        long? Number(string path) =>
            exists(path) && long.TryParse(readText(path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static IEnumerable<string> ControlGroups(string selfGroups)
    {
        foreach (var line in selfGroups.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(':', 3);
            if (fields.Length < 3 || (fields[1].Length > 0 && !fields[1].Split(',').Contains("memory", StringComparer.Ordinal)))
            {
                continue;
            }

            // A limit anywhere above binds, too; inside a container the path may lead outside what is mounted, and the root is what counts.
            var root = fields[1].Length == 0 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";
            for (var path = fields[2].TrimEnd('/'); ; path = path[..path.LastIndexOf('/')])
            {
                yield return root + path;
                if (path.LastIndexOf('/') < 0)
                {
                    break;
                }
            }
        }
    }

    private static long MemoryInfo(string text, string name) =>
        text.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Select(line => long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024)
            .FirstOrDefault();
}
