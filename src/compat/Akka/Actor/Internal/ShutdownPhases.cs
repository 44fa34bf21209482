using Akka.Configuration;

namespace Akka.Actor.Internal;

/// <summary>The phases of coordinated shutdown in an order that respects what each depends on.</summary>
internal sealed class ShutdownPhases
{
    private readonly Dictionary<string, Phase> _phases;

    private ShutdownPhases(Dictionary<string, Phase> phases)
    {
        _phases = phases;
        Order = Sort(phases);
    }

    public IReadOnlyList<string> Order { get; }

    public TimeSpan TotalTimeout => Order.Aggregate(TimeSpan.Zero, (sum, phase) => sum + Timeout(phase));

    public static ShutdownPhases Read(Config config)
    {
        var defaultTimeout = config.GetTimeSpan("default-phase-timeout", TimeSpan.FromSeconds(5));
        var phases = new Dictionary<string, Phase>(StringComparer.Ordinal);
        foreach (var (name, value) in config.GetConfig("phases")?.AsEnumerable() ?? [])
        {
            var phase = value.ToConfigOrEmpty();
            phases[name] = new Phase(
                phase.GetStringList("depends-on", []),
                phase.GetTimeSpan("timeout", defaultTimeout),
                phase.GetBoolean("recover", true),
                phase.GetBoolean("enabled", true));
        }

        // A phase that is only mentioned has no dependencies of its own.
        foreach (var mentioned in phases.Values.SelectMany(phase => phase.DependsOn).ToArray())
        {
            phases.TryAdd(mentioned, new Phase([], defaultTimeout, Recover: true, Enabled: true));
        }

        return new ShutdownPhases(phases);
    }

    public bool Contains(string phase) => _phases.ContainsKey(phase);

    public bool IsEnabled(string phase) => _phases[phase].Enabled;

    public bool Recovers(string phase) => _phases[phase].Recover;

    public TimeSpan Timeout(string phase) => _phases.TryGetValue(phase, out var known)
        ? known.Timeout
        : throw new ArgumentException($"Unknown shutdown phase [{phase}].", nameof(phase));

    private static List<string> Sort(Dictionary<string, Phase> phases)
    {
        var order = new List<string>();
        var open = new HashSet<string>(StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);

        void Visit(string name)
        {
            if (done.Contains(name))
            {
                return;
            }

            if (!open.Add(name))
            {
                throw new ArgumentException(
                    $"The phases of akka.coordinated-shutdown depend on each other in a circle: {string.Join(" -> ", open)}.");
            }

            foreach (var before in phases[name].DependsOn)
            {
                Visit(before);
            }

            open.Remove(name);
            done.Add(name);
            order.Add(name);
        }

        foreach (var name in phases.Keys)
        {
            Visit(name);
        }

        return order;
    }

    private sealed record Phase(IList<string> DependsOn, TimeSpan Timeout, bool Recover, bool Enabled);
}
