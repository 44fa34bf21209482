using System.Globalization;

namespace ActorQueue.Isolation.Memory;

/// <summary>A control group with a memory limit around one worker process and all that it starts. The kernel keeps the limit exactly, and kills past it.</summary>
internal sealed class ControlGroup : IDisposable
{
    private readonly ControlGroupVersion _version;
    private readonly string _folder;

    private ControlGroup(ControlGroupVersion version, string folder) => (_version, _folder) = (version, folder);

    /// <returns>The group, empty; null when it cannot be made here.</returns>
    public static ControlGroup? TryCreate(ControlGroupPlace place, string name, long limitBytes)
    {
        if (place.Version == ControlGroupVersion.Two && !GrantsMemory(place.Folder))
        {
            return null;
        }

        var group = new ControlGroup(place.Version, Path.Combine(place.Folder, name));
        try
        {
            Directory.CreateDirectory(group._folder);
            group.Limit(limitBytes);
            return group;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            group.Dispose();
            return null;
        }
    }

    /// <summary>Moves a process in. What it holds already stays on its old group's account.</summary>
    /// <returns>False when it is gone, or may not be moved.</returns>
    public bool TryAttach(int processId)
    {
        try
        {
            Write("cgroup.procs", processId);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether the kernel has killed in this group for its limit.</summary>
    public bool HasKilled()
    {
        try
        {
            return ParseKills(File.ReadLines(Path.Combine(_folder, _version == ControlGroupVersion.Two ? "memory.events" : "memory.oom_control"))) > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The count of kills in the lines of <c>memory.events</c> (version 2) or <c>memory.oom_control</c> (version 1).</summary>
    public static long ParseKills(IEnumerable<string> lines)
    {
        const string Key = "oom_kill ";
        return lines.Where(line => line.StartsWith(Key, StringComparison.Ordinal))
            .Select(line => long.TryParse(line.AsSpan(Key.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0)
            .FirstOrDefault();
    }

    /// <summary>Whether the words of <c>cgroup.subtree_control</c> let the groups below have a memory limit.</summary>
    public static bool ParseGrantsMemory(string subtreeControl) => subtreeControl.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Contains("memory", StringComparer.Ordinal);

    /// <summary>Takes the group away. One that still holds a process stays until a later node finds it abandoned.</summary>
    public void Dispose() => Remove(_folder);

    /// <summary>Takes a group away that holds no process.</summary>
    public static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Never made, or a process in it is not gone yet: it costs a folder in memory.
        }
    }

    private static bool GrantsMemory(string folder)
    {
        try
        {
            return ParseGrantsMemory(File.ReadAllText(Path.Combine(folder, "cgroup.subtree_control")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Limit(long bytes)
    {
        if (_version == ControlGroupVersion.Two)
        {
            Write("memory.max", bytes);

            // Swap would let it grow on, slowly; and a process that lost a child to the limit can do nothing sensible.
            TryWrite("memory.swap.max", 0);
            TryWrite("memory.oom.group", 1);
        }
        else
        {
            Write("memory.limit_in_bytes", bytes);
            TryWrite("memory.memsw.limit_in_bytes", bytes);
        }
    }

    private void Write(string file, long value)
    {
        // Opened, never made: a missing file means that this is no control group with that controller.
        using var stream = new FileStream(Path.Combine(_folder, file), FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)));
    }

    private void TryWrite(string file, long value)
    {
        try
        {
            Write(file, value);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Kernels without swap accounting, or older ones, have no such file; the main limit holds.
        }
    }
}
