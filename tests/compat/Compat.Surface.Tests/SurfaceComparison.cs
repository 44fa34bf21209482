namespace Compat.Surface.Tests;

/// <summary>Tells which lines of a stand-in's listing the official package does not have.</summary>
internal static class SurfaceComparison
{
    public static IReadOnlyList<string> Foreign(IEnumerable<string> standIn, IEnumerable<string> official)
    {
        var officialLines = official.ToHashSet(StringComparer.Ordinal);
        var officialParents = officialLines.Where(IsType).Select(Split)
            .ToDictionary(type => type.Head, type => type.Parents, StringComparer.Ordinal);
        return standIn.Select(line => IsType(line) ? ForeignType(line, officialParents) : ForeignMember(line, officialLines))
            .OfType<string>().ToList();
    }

    private static string? ForeignMember(string line, HashSet<string> official) => official.Contains(line) ? null : line;

    // Leaving an interface out is allowed; a base or an interface of its own is not.
    private static string? ForeignType(string line, Dictionary<string, HashSet<string>> official)
    {
        var (head, parents) = Split(line);
        if (!official.TryGetValue(head, out var officialParents))
        {
            return line;
        }

        var foreign = parents.Except(officialParents, StringComparer.Ordinal).ToList();
        return foreign.Count == 0 ? null : $"{head} : {string.Join(", ", foreign)}";
    }

    private static bool IsType(string line) => line.StartsWith("T ", StringComparison.Ordinal);

    private static (string Head, HashSet<string> Parents) Split(string typeLine)
    {
        var parts = typeLine.Split(" : ", 2);
        var parents = parts.Length == 1 ? [] : parts[1].Split(", ");
        return (parts[0], parents.ToHashSet(StringComparer.Ordinal));
    }
}
