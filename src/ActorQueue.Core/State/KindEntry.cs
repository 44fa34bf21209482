namespace ActorQueue.Core.State;

/// <summary>One kind that live tasks have: its name once, however many tasks there are.</summary>
internal sealed class KindEntry(string name)
{
    public string Name { get; } = name;

    public int LiveTasks { get; set; }
}

/// <summary>
/// The kinds of all live tasks; a kind without tasks is forgotten, so clients cannot fill memory with names.
/// </summary>
internal sealed class KindTable
{
    private readonly Dictionary<string, KindEntry> _kinds = new(StringComparer.Ordinal);

    public KindEntry Enter(string name)
    {
        if (!_kinds.TryGetValue(name, out var kind))
        {
            kind = new KindEntry(name);
            _kinds.Add(name, kind);
        }

        kind.LiveTasks++;
        return kind;
    }

    public void Leave(KindEntry kind)
    {
        if (--kind.LiveTasks == 0)
        {
            _kinds.Remove(kind.Name);
        }
    }
}
