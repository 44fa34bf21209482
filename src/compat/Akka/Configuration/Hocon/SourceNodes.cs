namespace Akka.Configuration.Hocon;

/// <summary>What the text says, before substitutions are resolved.</summary>
internal abstract record SourceNode
{
    /// <summary>The same node as part of a text that is included under <paramref name="prefix"/>.</summary>
    public virtual SourceNode Under(string[] prefix) => this;
}

internal sealed record SourceText(string? Text, bool IsSpace = false, bool IsUnquoted = false) : SourceNode;

internal sealed record SourceArray(IReadOnlyList<SourceNode> Elements) : SourceNode
{
    public override SourceNode Under(string[] prefix) => new SourceArray([.. Elements.Select(node => node.Under(prefix))]);
}

internal sealed record SourceConcatenation(IReadOnlyList<SourceNode> Parts) : SourceNode
{
    public override SourceNode Under(string[] prefix) =>
        new SourceConcatenation([.. Parts.Select(node => node.Under(prefix))]);
}

/// <param name="Path">The keys between the braces.</param>
/// <param name="Prefix">Where the text that holds it was included; its paths are tried there first.</param>
/// <param name="IsOptional">True for <c>${?path}</c>.</param>
/// <param name="Place">Line and column, for messages.</param>
internal sealed record SourceSubstitution(string[] Path, string[] Prefix, bool IsOptional, string Place) : SourceNode
{
    public override SourceNode Under(string[] prefix) => this with { Prefix = [.. prefix, .. Prefix] };
}

internal sealed record SourceObject : SourceNode
{
    public Dictionary<string, SourceField> Fields { get; } = new(StringComparer.Ordinal);

    public void Assign(ReadOnlySpan<string> path, SourceNode value)
    {
        if (!Fields.TryGetValue(path[0], out var field))
        {
            Fields[path[0]] = field = new SourceField();
        }

        if (path.Length == 1)
        {
            field.Assign(value);
            return;
        }

        var child = new SourceObject();
        child.Assign(path[1..], value);
        field.Assign(child);
    }

    public void Include(SourceObject included)
    {
        foreach (var (key, field) in included.Fields)
        {
            foreach (var value in field.Values)
            {
                Assign([key], value);
            }
        }
    }

    public override SourceNode Under(string[] prefix)
    {
        // Always a copy: the content of an include may be used in several places, and each is merged with its own.
        var moved = new SourceObject();
        foreach (var (key, field) in Fields)
        {
            foreach (var value in field.Values)
            {
                moved.Assign([key], value.Under(prefix));
            }
        }

        return moved;
    }
}

/// <summary>
/// Everything that was assigned to one key, in order. Earlier values stay, because a later object merges with them
/// and a self-reference (<c>path = ${path} [1]</c>) means them.
/// </summary>
internal sealed class SourceField
{
    private readonly List<SourceNode> _values = [];

    public IReadOnlyList<SourceNode> Values => _values;

    public void Assign(SourceNode value)
    {
        if (value is SourceObject upper && _values.LastOrDefault() is SourceObject lower)
        {
            lower.Include(upper);
        }
        else
        {
            _values.Add(value);
        }
    }
}
