namespace ActorQueue.Callbacks;

/// <summary>A callback under its name.</summary>
internal sealed record CallbackRegistration(string Name, ITaskCallback Callback);

/// <summary>The callbacks of this process by name.</summary>
internal sealed class CallbackHandlers
{
    private readonly Dictionary<string, ITaskCallback> _callbacks = new(StringComparer.Ordinal);

    /// <exception cref="QueueConfigurationException">Two have one name.</exception>
    public CallbackHandlers(IEnumerable<CallbackRegistration> registrations)
    {
        List<string> problems = [];
        foreach (var registration in registrations)
        {
            if (!_callbacks.TryAdd(registration.Name, registration.Callback))
            {
                problems.Add($"two callbacks are registered under the name '{registration.Name}'");
            }
        }

        if (problems.Count > 0)
        {
            throw new QueueConfigurationException(problems);
        }
    }

    public IEnumerable<string> Names => _callbacks.Keys.Order(StringComparer.Ordinal);

    public ITaskCallback? Find(string name) => _callbacks.GetValueOrDefault(name);
}
