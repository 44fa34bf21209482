using System.Globalization;

namespace ActorQueue.Isolation.Memory;

/// <summary>Which of the two generations of control groups.</summary>
internal enum ControlGroupVersion
{
    /// <summary>A hierarchy a controller; groups may hold processes and groups.</summary>
    One = 1,

    /// <summary>One hierarchy; a group with processes has no groups with limits below it.</summary>
    Two = 2,
}

/// <summary>The folder in which this node may make control groups with a memory limit for its worker processes.</summary>
/// <remarks>Facts: the kernel's cgroup-v2.rst (delegation, no internal processes), cgroup-v1/memory.rst, proc(5) (cgroup, mountinfo).</remarks>
internal sealed record ControlGroupPlace(ControlGroupVersion Version, string Folder)
{
    private const string Prefix = "actorqueue-";

    /// <summary>
    /// Folders to try, the best first, from the texts of /proc/self/cgroup and /proc/self/mountinfo. Version 2: the own group, then its parent, since only where the
    /// own group holds no processes can it have limited groups below it. Version 1: the own group.
    /// </summary>
    public static IReadOnlyList<ControlGroupPlace> Candidates(IEnumerable<string> cgroupLines, IEnumerable<string> mountLines)
    {
        var mounts = mountLines.Select(ControlGroupMount.TryParse).OfType<ControlGroupMount>().ToArray();
        List<ControlGroupPlace> places = [];
        foreach (var line in cgroupLines)
        {
            // hierarchy:controllers:path, and 0::path for version 2.
            var parts = line.Split(':', 3);
            if (parts.Length != 3)
            {
                continue;
            }

            if (parts[0] == "0" && parts[1].Length == 0)
            {
                if (mounts.FirstOrDefault(mount => mount.Version == ControlGroupVersion.Two)?.FolderOf(parts[2]) is { } own)
                {
                    places.Add(new ControlGroupPlace(ControlGroupVersion.Two, own));
                    if (parts[2].Trim('/').Length > 0 && Path.GetDirectoryName(own) is { } parent)
                    {
                        places.Add(new ControlGroupPlace(ControlGroupVersion.Two, parent));
                    }
                }
            }
            else if (parts[1].Split(',').Contains("memory", StringComparer.Ordinal)
                && mounts.FirstOrDefault(mount => mount.Version == ControlGroupVersion.One && mount.HasMemory)?.FolderOf(parts[2]) is { } own)
            {
                places.Add(new ControlGroupPlace(ControlGroupVersion.One, own));
            }
        }

        return places;
    }

    /// <summary>The first place of this process in which a group with a limit can be made; null when there is none.</summary>
    public static ControlGroupPlace? Find()
    {
        try
        {
            return OperatingSystem.IsLinux() ? FirstUsable(Candidates(File.ReadLines("/proc/self/cgroup"), File.ReadLines("/proc/self/mountinfo"))) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The name of a group of this process.</summary>
    public static string NameOf(string purpose) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{purpose}");

    /// <summary>Takes away the empty groups of nodes that were killed: there was nobody left to do it.</summary>
    public void RemoveAbandoned()
    {
        try
        {
            foreach (var folder in Directory.GetDirectories(Folder, Prefix + "*").Where(IsAbandoned))
            {
                ControlGroup.Remove(folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another node does the same at the same time.
        }
    }

    private static bool IsAbandoned(string folder) =>
        Path.GetFileName(folder)[Prefix.Length..].Split('-') is [var owner, _] && int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var processId)
        && !Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}"));

    private static ControlGroupPlace? FirstUsable(IReadOnlyList<ControlGroupPlace> places) => places.FirstOrDefault(place => place.IsUsable());

    private bool IsUsable()
    {
        // The only proof is to make one: permissions, mount options and delegation all have a say.
        const long Probe = 64 << 20;
        using var group = ControlGroup.TryCreate(this, NameOf("probe"), Probe);
        return group is not null;
    }
}

/// <summary>A mounted control group hierarchy.</summary>
/// <param name="Version">Its generation.</param>
/// <param name="Root">The group that stands at the mount point.</param>
/// <param name="MountPoint">The folder where it is mounted.</param>
/// <param name="HasMemory">Whether it can limit memory.</param>
internal sealed record ControlGroupMount(ControlGroupVersion Version, string Root, string MountPoint, bool HasMemory)
{
    /// <summary>A line of mountinfo; null when it is about something else.</summary>
    public static ControlGroupMount? TryParse(string line)
    {
        // id parent major:minor root mount-point options [optional ...] - type source super-options
        var separator = line.IndexOf(" - ", StringComparison.Ordinal);
        if (separator < 0)
        {
            return null;
        }

        var mount = line[..separator].Split(' ');
        var system = line[(separator + 3)..].Split(' ');
        if (mount.Length < 6 || system.Length < 3)
        {
            return null;
        }

        return system[0] switch
        {
            "cgroup2" => new ControlGroupMount(ControlGroupVersion.Two, mount[3], mount[4], HasMemory: true),
            "cgroup" => new ControlGroupMount(ControlGroupVersion.One, mount[3], mount[4], system[2].Split(',').Contains("memory", StringComparer.Ordinal)),
            _ => null,
        };
    }

    /// <summary>Where a group stands; null when it lies outside of what is mounted.</summary>
    public string? FolderOf(string group)
    {
        if (group.Split('/').Contains("..", StringComparer.Ordinal))
        {
            return null;
        }

        var root = Root.TrimEnd('/');
        if (root.Length == 0)
        {
            return Path.Join(MountPoint, group).TrimEnd('/');
        }

        // In a container the own group is the root of what is mounted.
        return group == root || group.StartsWith(root + "/", StringComparison.Ordinal) ? Path.Join(MountPoint, group[root.Length..]).TrimEnd('/') : null;
    }
}
