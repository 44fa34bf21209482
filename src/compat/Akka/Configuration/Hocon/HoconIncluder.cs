namespace Akka.Configuration.Hocon;

/// <summary>
/// Finds what an <c>include</c> names: through the callback, else a file. A file that is not there is an error,
/// because a misspelt name would otherwise silently leave every default in force.
/// </summary>
internal sealed class HoconIncluder(Func<string, HoconRoot>? callback, string directory = "", int depth = 0)
{
    private const int MaxDepth = 32;

    /// <exception cref="ConfigurationException">There is no such content, or includes go round in a circle.</exception>
    public SourceObject Load(string name)
    {
        if (depth >= MaxDepth)
        {
            throw new ConfigurationException($"[{name}] is included through {MaxDepth} other files: includes go round in a circle.");
        }

        return callback is null ? Read(Path.Combine(directory, name)) : Ask(callback, name);
    }

    private static SourceObject Ask(Func<string, HoconRoot> callback, string name)
    {
        var root = callback(name)
            ?? throw new ConfigurationException($"The include callback returned nothing for [{name}].");
        return root.Source ?? SourceOf(root.Value);
    }

    private SourceObject Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ConfigurationException($"Cannot include [{Path.GetFullPath(path)}]: {error.Message}", error);
        }

        return HoconReader.Read(text, new HoconIncluder(null, Path.GetDirectoryName(path) ?? "", depth + 1));
    }

    private static SourceObject SourceOf(HoconValue value)
    {
        var source = new SourceObject();
        foreach (var (key, child) in value.GetObject()?.Items ?? [])
        {
            source.Assign([key], NodeOf(child));
        }

        return source;
    }

    private static SourceNode NodeOf(HoconValue value) => value switch
    {
        _ when value.IsObject() => SourceOf(value),
        _ when value.IsArray() => new SourceArray([.. value.GetArray().Select(NodeOf)]),
        _ => new SourceText(value.GetString()),
    };
}
