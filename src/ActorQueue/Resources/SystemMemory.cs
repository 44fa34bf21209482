using System.Globalization;

namespace ActorQueue.Resources;

/// <summary>
/// Reads memory limits on Linux: /proc/meminfo, the control group's (v2 with its parents, or v1) and the managed heap's hard limit.
/// Elsewhere the runtime's own figures serve.
/// </summary>
/// <remarks>
/// Facts: the kernel's cgroup-v2.rst (memory.max, memory.current, memory.stat, memory.pressure), cgroup-v1/memory.rst, accounting/psi.rst, proc(5).
/// </remarks>
internal sealed class SystemMemory
{
    private const string Unlimited = "max";

    private readonly string _root;
    private readonly Func<MemoryReading?> _readHeap;

    /// <param name="root">The root of /proc and /sys; another one in tests.</param>
    /// <param name="readHeap">The managed heap's reading, or null when it has no limit below the machine's.</param>
    public SystemMemory(string root, Func<MemoryReading?> readHeap)
    {
        _root = root;
        _readHeap = readHeap;
    }

    public static SystemMemory ForThisProcess() => new("/", ReadHeap);

    /// <summary>Gives back what this process no longer needs; it stands still for tens of milliseconds.</summary>
    public static void Collect() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);

    public MemoryReading Read()
    {
        MemoryReading?[] readings = [ReadMachine(), ReadGroup(), _readHeap()];
        var known = readings.OfType<MemoryReading>().ToArray();
        var tightest = known.Length > 0 ? known.Aggregate((all, next) => all.And(next)) : ReadRuntime();
        return tightest with { StalledPercent = ReadStalledPercent() };
    }

    /// <summary>Pressure-stall information alone, of the control group or, where it has none, of the machine. Cheap enough for every second.</summary>
    public double ReadStalledPercent()
    {
        foreach (var line in Lines("proc/self/cgroup"))
        {
            if (line.StartsWith("0::", StringComparison.Ordinal) && Stalled(Path.Combine("sys/fs/cgroup", line[3..].Trim('/'), "memory.pressure")) is { } ofGroup)
            {
                return ofGroup;
            }
        }

        return Stalled("proc/pressure/memory") ?? 0;
    }

    // some avg10=1.23 avg60=… avg300=… total=…
    private double? Stalled(string file)
    {
        const string Average = "avg10=";
        var field = Lines(file).FirstOrDefault(line => line.StartsWith("some ", StringComparison.Ordinal))?.Split(' ')
            .FirstOrDefault(part => part.StartsWith(Average, StringComparison.Ordinal));
        return field is not null && double.TryParse(field[Average.Length..], CultureInfo.InvariantCulture, out var percent) ? percent : null;
    }

    private static MemoryReading ReadRuntime()
    {
        var info = GC.GetGCMemoryInfo();
        return MemoryReading.Of(info.TotalAvailableMemoryBytes, info.MemoryLoadBytes);
    }

    private static MemoryReading? ReadHeap()
    {
        // With a hard limit (DOTNET_GCHeapHardLimit, or the runtime's own share of a container) the heap can be full while the machine is not.
        var limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return limit > 0 ? MemoryReading.Of(limit, GC.GetTotalMemory(forceFullCollection: false)) : null;
    }

    private MemoryReading? ReadMachine()
    {
        long? total = null, available = null;
        foreach (var line in Lines("proc/meminfo"))
        {
            total ??= Kilobytes(line, "MemTotal:");
            available ??= Kilobytes(line, "MemAvailable:");
        }

        return total is { } limit && available is { } free ? MemoryReading.Of(limit, limit - free) : null;
    }

    private MemoryReading? ReadGroup()
    {
        foreach (var line in Lines("proc/self/cgroup"))
        {
            // hierarchy:controllers:path, and 0::path for version 2.
            var parts = line.Split(':', 3);
            if (parts.Length == 3 && parts[0] == "0" && parts[1].Length == 0 && ReadGroupV2(parts[2]) is { } second)
            {
                return second;
            }

            if (parts.Length == 3 && parts[1].Split(',').Contains("memory") && ReadGroupV1(parts[2]) is { } first)
            {
                return first;
            }
        }

        return null;
    }

    private MemoryReading? ReadGroupV2(string path)
    {
        MemoryReading? tightest = null;
        for (var group = path.Trim('/'); ; group = Path.GetDirectoryName(group) ?? string.Empty)
        {
            var folder = Path.Combine("sys/fs/cgroup", group);
            if (Number(Path.Combine(folder, "memory.max")) is { } limit && Number(Path.Combine(folder, "memory.current")) is { } current)
            {
                // Page cache that nobody uses is given back before the limit hurts.
                var reading = MemoryReading.Of(limit, current - Statistic(Path.Combine(folder, "memory.stat"), "inactive_file"));
                tightest = tightest?.And(reading) ?? reading;
            }

            if (group.Length == 0)
            {
                return tightest;
            }
        }
    }

    private MemoryReading? ReadGroupV1(string path)
    {
        // Inside a container the group's own path is not mounted; its files then stand at the root of the hierarchy.
        foreach (var folder in (string[])[Path.Combine("sys/fs/cgroup/memory", path.Trim('/')), "sys/fs/cgroup/memory"])
        {
            // "No limit" is a number near the largest that fits.
            if (Number(Path.Combine(folder, "memory.limit_in_bytes")) is { } limit and < long.MaxValue / 2
                && Number(Path.Combine(folder, "memory.usage_in_bytes")) is { } used)
            {
                return MemoryReading.Of(limit, used - Statistic(Path.Combine(folder, "memory.stat"), "total_inactive_file"));
            }
        }

        return null;
    }

    private static long? Kilobytes(string line, string name) =>
        line.StartsWith(name, StringComparison.Ordinal) && long.TryParse(line[name.Length..].Replace("kB", string.Empty, StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture, out var kilobytes)
            ? kilobytes * 1024
            : null;

    private long? Number(string file) =>
        Lines(file).FirstOrDefault() is { } text && text != Unlimited && long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private long Statistic(string file, string name) =>
        Lines(file).Where(line => line.StartsWith(name + " ", StringComparison.Ordinal))
            .Select(line => long.TryParse(line[(name.Length + 1)..], CultureInfo.InvariantCulture, out var number) ? number : 0)
            .FirstOrDefault();

    private string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(_root, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Which of these files exist depends on the kernel and the container; a missing one is no limit.
            return [];
        }
    }
}
