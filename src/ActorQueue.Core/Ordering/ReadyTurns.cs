namespace ActorQueue.Core.Ordering;

/// <summary>The open flows of one fairness key in all kinds, whose turns move together.</summary>
internal sealed class ReadyTurns(string? key)
{
    private readonly List<ReadyFlow> _flows = [];

    /// <summary>The key; null for the tasks that have none, which take turns as one.</summary>
    public string? Key { get; } = key;

    public IReadOnlyList<ReadyFlow> Flows => _flows;

    /// <summary>Flows of the key, those that are not open included.</summary>
    public int References { get; set; }

    public void Enter(ReadyFlow flow)
    {
        if (!flow.IsOpen)
        {
            flow.TurnsPosition = _flows.Count;
            _flows.Add(flow);
        }
    }

    public void Leave(ReadyFlow flow)
    {
        var last = _flows[^1];
        _flows[flow.TurnsPosition] = last;
        last.TurnsPosition = flow.TurnsPosition;
        _flows.RemoveAt(_flows.Count - 1);
    }
}
