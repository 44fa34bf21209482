namespace Akka.Configuration.Hocon;

/// <summary>
/// Turns source into values. Look-ups walk the source lazily, so a value may refer to its own siblings; a value
/// that is being resolved is skipped, so a reference to itself means what was assigned to the key before.
/// </summary>
internal sealed class HoconResolver(SourceObject root)
{
    private readonly HashSet<(SourceField Field, int Index)> _resolving = [];

    public HoconValue Resolve() => new([ResolveObject(root)]);

    private HoconObject ResolveObject(SourceObject source)
    {
        var resolved = new HoconObject();
        foreach (var (key, field) in source.Fields)
        {
            if (ResolveField(field) is { } value)
            {
                resolved.Items[key] = value;
            }
        }

        return resolved;
    }

    private HoconValue? ResolveField(SourceField field) => Layer(field, ResolveNode);

    private HoconValue? Layer(SourceField field, Func<SourceNode, HoconValue?> read)
    {
        HoconValue? result = null;
        for (var index = field.Values.Count - 1; index >= 0; index--)
        {
            if (!_resolving.Add((field, index)))
            {
                continue;
            }

            var lower = read(field.Values[index]);
            _resolving.Remove((field, index));
            if (lower is null)
            {
                continue;
            }

            result = result is null ? lower : HoconMerge.Over(result, lower);
            if (!lower.IsObject())
            {
                break;
            }
        }

        return result;
    }

    private HoconValue? ResolveNode(SourceNode node) => node switch
    {
        SourceText text => new HoconValue([new HoconLiteral { Value = text.Text }]),
        SourceObject value => new HoconValue([ResolveObject(value)]),
        SourceArray array => new HoconValue([ResolveArray(array)]),
        SourceSubstitution substitution => Substitute(substitution),
        SourceConcatenation concatenation => Concatenate(concatenation),
        _ => throw new InvalidOperationException($"Unknown source node {node.GetType().Name}."),
    };

    private HoconArray ResolveArray(SourceArray source)
    {
        var array = new HoconArray();
        array.AddRange(source.Elements.Select(ResolveNode).OfType<HoconValue>());
        return array;
    }

    private HoconValue? Concatenate(SourceConcatenation concatenation)
    {
        var all = concatenation.Parts.Select(part => (Source: part, Value: ResolveNode(part))).ToList();
        var parts = all.Where(part => part is { Value: not null, Source: not SourceText { IsSpace: true } })
            .Select(part => part.Value!).ToList();
        if (parts.Count == 0)
        {
            return null;
        }

        if (parts.TrueForAll(part => part.IsObject()))
        {
            return parts.Aggregate((lower, upper) => HoconMerge.Over(upper, lower));
        }

        if (parts.TrueForAll(part => part.IsArray()))
        {
            var joined = new HoconArray();
            joined.AddRange(parts.SelectMany(part => part.GetArray()));
            return new HoconValue([joined]);
        }

        if (!parts.TrueForAll(part => part.IsString()))
        {
            throw new ConfigurationException(
                $"Text, arrays and objects cannot be joined in one value: {string.Join(" ", parts)}. A comma or a new line may be missing.");
        }

        var text = string.Concat(all.Select(part => part.Value is null ? "" : part.Value.GetString() ?? "null"));
        return new HoconValue([new HoconLiteral { Value = text }]);
    }

    private HoconValue? Substitute(SourceSubstitution substitution)
    {
        var found = substitution.Prefix.Length > 0 ? LookUp(root, substitution.Prefix.Concat(substitution.Path).ToArray()) : null;
        found ??= LookUp(root, substitution.Path);
        if (found is not null)
        {
            return found;
        }

        var name = string.Join('.', substitution.Path);
        if (Environment.GetEnvironmentVariable(name) is { } variable)
        {
            return new HoconValue([new HoconLiteral { Value = variable }]);
        }

        return substitution.IsOptional
            ? null
            : throw new ConfigurationException(
                $"{substitution.Place}: ${{{name}}} is defined neither before it in this configuration nor as an environment variable. "
                + $"Write ${{?{name}}} if it may be missing.");
    }

    private HoconValue? LookUp(SourceObject source, ReadOnlyMemory<string> path)
    {
        if (!source.Fields.TryGetValue(path.Span[0], out var field))
        {
            return null;
        }

        var rest = path[1..];
        return rest.IsEmpty ? ResolveField(field) : LookUpWithin(field, rest);
    }

    private HoconValue? LookUpWithin(SourceField field, ReadOnlyMemory<string> path)
    {
        HoconValue? result = null;
        for (var index = field.Values.Count - 1; index >= 0; index--)
        {
            HoconValue? lower;
            if (field.Values[index] is SourceObject child)
            {
                lower = LookUp(child, path);
            }
            else if (_resolving.Add((field, index)))
            {
                var whole = ResolveNode(field.Values[index]);
                _resolving.Remove((field, index));
                if (whole is not null && !whole.IsObject())
                {
                    break;
                }

                lower = whole is null ? null : Descend(whole, path);
            }
            else
            {
                continue;
            }

            if (lower is null)
            {
                continue;
            }

            result = result is null ? lower : HoconMerge.Over(result, lower);
            if (!lower.IsObject())
            {
                break;
            }
        }

        return result;
    }

    private static HoconValue? Descend(HoconValue value, ReadOnlyMemory<string> path)
    {
        HoconValue? current = value;
        foreach (var key in path.Span)
        {
            current = current?.GetObject()?.GetKey(key);
        }

        return current;
    }
}
