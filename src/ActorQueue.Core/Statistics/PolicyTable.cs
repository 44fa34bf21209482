namespace ActorQueue.Core.Statistics;

/// <summary>What the tasks waited that one of two compared policies started.</summary>
internal sealed class PolicyMeter(string name)
{
    public string Name { get; } = name;

    /// <summary>Starts, retries included.</summary>
    public long Started { get; set; }

    /// <summary>Acceptance to first start.</summary>
    public DurationHistogram Waiting { get; } = new();
}

/// <summary>
/// The meters of policies that have been compared, by name, in the order of their first start. Written by applying events
/// only. Past <see cref="MaxPolicies"/> the oldest goes.
/// </summary>
internal sealed class PolicyTable
{
    public const int MaxPolicies = 16;

    private readonly List<PolicyMeter> _meters = [];

    public IReadOnlyList<PolicyMeter> Meters => _meters;

    /// <summary>Starts by all of them together.</summary>
    public long Started => _meters.Sum(meter => meter.Started);

    public PolicyMeter Enter(string name)
    {
        var meter = _meters.Find(known => known.Name == name);
        if (meter is null)
        {
            if (_meters.Count == MaxPolicies)
            {
                _meters.RemoveAt(0);
            }

            _meters.Add(meter = new PolicyMeter(name));
        }

        return meter;
    }
}
