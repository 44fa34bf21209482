using System.Runtime.InteropServices;

namespace ActorQueue.Benchmarks;

/// <summary>What the figures were measured on. The load counts: on a machine that others use too, a rate is a lower bound.</summary>
internal static class Machine
{
    public static string Describe()
    {
        var memoryGib = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30);
        var collector = System.Runtime.GCSettings.IsServerGC ? "server" : "workstation";
        return $"{ProcessorName()} · {Environment.ProcessorCount} cores · {memoryGib:F1} GiB · {RuntimeInformation.OSDescription} · " +
            $"{RuntimeInformation.FrameworkDescription}, {collector} GC · load {Load()}";
    }

    private static string ProcessorName() =>
        FirstLine("/proc/cpuinfo", "model name")?.Split(':')[^1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string Load() => FirstLine("/proc/loadavg", "")?.Split(' ')[0] ?? "unknown";

    private static string? FirstLine(string path, string start) =>
        File.Exists(path) ? File.ReadLines(path).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) : null;
}
