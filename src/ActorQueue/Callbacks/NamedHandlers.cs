namespace ActorQueue.Callbacks;

/// <summary>Code of the application under the name that tasks carry.</summary>
internal sealed record NamedHandler<THandler>(string Name, THandler Handler);

/// <summary>The handlers of one sort that this process has, by name.</summary>
internal sealed class NamedHandlers<THandler>
    where THandler : class
{
    private readonly Dictionary<string, THandler> _handlers = new(StringComparer.Ordinal);

    /// <exception cref="QueueConfigurationException">Two have one name.</exception>
    public NamedHandlers(IEnumerable<NamedHandler<THandler>> registrations)
    {
        List<string> problems = [];
        foreach (var registration in registrations)
        {
            if (!_handlers.TryAdd(registration.Name, registration.Handler))
            {
                problems.Add($"two callbacks are registered under the name '{registration.Name}'");
            }
        }

        if (problems.Count > 0)
        {
            throw new QueueConfigurationException(problems);
        }
    }

    public IEnumerable<string> Names => _handlers.Keys.Order(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, THandler> All => _handlers;

    public THandler? Find(string name) => _handlers.GetValueOrDefault(name);
}
