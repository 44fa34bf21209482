using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Akka.Configuration;

namespace Akka.Actor.Internal;

/// <summary>The extensions of one system. Two threads that ask at once get the same one; it is made once.</summary>
internal sealed class ExtensionRegistry(ActorSystemImpl system)
{
    private readonly ConcurrentDictionary<Type, Lazy<object>> _extensions = new();

    public object Register(IExtensionId id)
    {
        var extension = _extensions.GetOrAdd(
            id.ExtensionType, (_, key) => new Lazy<object>(() => key.CreateExtension(system)), id);
        try
        {
            return extension.Value;
        }
        catch
        {
            // The next one who asks may be luckier.
            _extensions.TryRemove(new KeyValuePair<Type, Lazy<object>>(id.ExtensionType, extension));
            throw;
        }
    }

    public bool TryGet(Type type, [NotNullWhen(true)] out object? extension)
    {
        extension = _extensions.TryGetValue(type, out var known) && known.IsValueCreated ? known.Value : null;
        return extension is not null;
    }

    /// <summary>Makes the extensions that <c>akka.extensions</c> lists.</summary>
    public void LoadConfigured()
    {
        foreach (var name in system.Settings.Config.GetStringList("akka.extensions", []))
        {
            var type = Type.GetType(name)
                ?? throw new ConfigurationException($"akka.extensions lists '{name}', which cannot be loaded.");
            if (Activator.CreateInstance(type) is not IExtensionId id)
            {
                throw new ConfigurationException($"akka.extensions lists '{name}', which is no {nameof(IExtensionId)}.");
            }

            Register(id);
        }
    }
}
