namespace ActorQueue.Processors;

/// <summary>An old name of a kind.</summary>
internal sealed record KindAlias(string Alias, string Kind);

/// <summary>Old names of kinds: tasks stored under one run as the kind that has it now.</summary>
internal sealed class KindAliases
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <exception cref="QueueConfigurationException">An alias is given twice, leads round, or to no kind.</exception>
    public KindAliases(IEnumerable<KindAlias> aliases, IReadOnlyCollection<string> kinds)
    {
        List<string> problems = [];
        foreach (var (alias, kind) in aliases)
        {
            if (kinds.Contains(alias))
            {
                problems.Add($"'{alias}' is an alias of the kind '{kind}' and has a processor of its own");
            }
            else if (!_names.TryAdd(alias, kind) && _names[alias] != kind)
            {
                problems.Add($"'{alias}' is an alias of two kinds, '{_names[alias]}' and '{kind}'");
            }
        }

        // A kind may be renamed more than once, so an alias may lead to an alias.
        foreach (var alias in _names.Keys)
        {
            if (!kinds.Contains(Resolve(alias)))
            {
                problems.Add($"the alias '{alias}' leads to no registered kind ('{Resolve(alias)}')");
            }
        }

        if (problems.Count > 0)
        {
            throw new QueueConfigurationException(problems);
        }
    }

    public IReadOnlyCollection<string> Names => _names.Keys;

    /// <summary>The name that a kind has now; the kind itself when it is no alias.</summary>
    public string Resolve(string kind)
    {
        // Bounded: a round leads back to a name that is no kind, and is refused when the aliases are read.
        for (var steps = 0; steps <= _names.Count && _names.TryGetValue(kind, out var name); steps++)
        {
            kind = name;
        }

        return kind;
    }
}
