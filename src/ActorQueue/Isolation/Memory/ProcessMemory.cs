using System.Globalization;

namespace ActorQueue.Isolation.Memory;

/// <summary>What a process holds of memory that nobody else can have.</summary>
/// <remarks>Facts: proc(5), /proc/pid/status.</remarks>
internal static class ProcessMemory
{
    /// <summary>
    /// Anonymous and shared memory, resident or swapped. Pages of files (programs, libraries, files mapped to read) are left out: the system takes them back when it
    /// needs the room. A kernel that does not tell them apart gives all that is resident.
    /// </summary>
    /// <returns>Bytes; null when the process is gone or the system has no /proc.</returns>
    public static long? Read(int processId)
    {
        try
        {
            return Parse(File.ReadLines($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/status"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The same of the lines of a status file.</summary>
    public static long? Parse(IEnumerable<string> lines)
    {
        long? anonymous = null, resident = null;
        long shared = 0, swapped = 0;
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            switch (colon < 0 ? "" : line[..colon])
            {
                case "VmRSS":
                    resident = Bytes(line[(colon + 1)..]);
                    break;
                case "RssAnon":
                    anonymous = Bytes(line[(colon + 1)..]);
                    break;
                case "RssShmem":
                    shared = Bytes(line[(colon + 1)..]) ?? 0;
                    break;
                case "VmSwap":
                    swapped = Bytes(line[(colon + 1)..]) ?? 0;
                    break;
            }
        }

        return (anonymous is { } own ? own + shared : resident) + swapped;
    }

    private static long? Bytes(string text) =>
        text.Trim() is { } value && value.EndsWith(" kB", StringComparison.Ordinal)
            && long.TryParse(value.AsSpan(0, value.Length - 3), NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes)
            ? kilobytes * 1024
            : null;
}
