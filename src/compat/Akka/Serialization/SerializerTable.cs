using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Serialization;

/// <summary>The serializers of one system by id, by name and by the types that they are bound to.</summary>
internal sealed class SerializerTable
{
    private readonly ConcurrentDictionary<int, Serializer> _byId = new();
    private readonly ConcurrentDictionary<string, Serializer> _byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Type, Serializer> _byType = new();
    private readonly ConcurrentDictionary<Type, Serializer> _bindings = new();

    /// <exception cref="ConfigurationException">A name in the configuration has nothing behind it.</exception>
    public static SerializerTable Load(ExtendedActorSystem system)
    {
        var table = new SerializerTable();
        table.Add(new NullSerializer(system));
        var config = system.Settings.Config;
        foreach (var (name, type) in Section(config, "akka.actor.serializers"))
        {
            table.Add(name, Create(system, name, type.GetString()));
        }

        foreach (var (typeName, bound) in Section(config, "akka.actor.serialization-bindings"))
        {
            var name = bound.GetString() ?? "";
            if (!table._byName.TryGetValue(name, out var serializer))
            {
                throw new ConfigurationException(
                    $"akka.actor.serialization-bindings binds [{typeName}] to [{name}], which akka.actor.serializers does not define.");
            }

            var type = Type.GetType(typeName) ?? throw new ConfigurationException(
                $"akka.actor.serialization-bindings names the type [{typeName}], which does not exist.");
            table.Bind(type, serializer);
        }

        return table;
    }

    /// <exception cref="ConfigurationException">Another serializer has the same identifier.</exception>
    public void Add(Serializer serializer)
    {
        var first = _byId.GetOrAdd(serializer.Identifier, serializer);
        if (first.GetType() != serializer.GetType())
        {
            throw new ConfigurationException(
                $"Serializer identifier {serializer.Identifier} is used by both {first.GetType()} and {serializer.GetType()}.");
        }
    }

    public void Add(string name, Serializer serializer)
    {
        Add(serializer);
        _byName[name] = serializer;
    }

    public void Bind(Type type, Serializer serializer)
    {
        _bindings[type] = serializer;
        _byType.Clear();
    }

    public Serializer? ById(int identifier) => _byId.GetValueOrDefault(identifier);

    public Serializer? ByName(string name) => _byName.GetValueOrDefault(name);

    /// <exception cref="SerializationException">Nothing is bound to the type or what it derives from.</exception>
    public Serializer ForType(Type type, string? defaultName)
    {
        if (_byType.TryGetValue(type, out var known))
        {
            return known;
        }

        var bound = MostSpecific(type);
        if (bound is null && defaultName is not null && ByName(defaultName) is { } fallback)
        {
            return fallback;
        }

        return bound is null
            ? throw new SerializationException(
                $"Serializer not found for type {type}. Bind it, or something it derives from, in akka.actor.serialization-bindings.")
            : _byType.GetOrAdd(type, bound);
    }

    // The binding that all other fitting ones are more general than; of unrelated interfaces the first by name,
    // so that two nodes choose alike.
    private Serializer? MostSpecific(Type type)
    {
        if (_bindings.TryGetValue(type, out var exact))
        {
            return exact;
        }

        var fitting = _bindings.Where(binding => binding.Key.IsAssignableFrom(type))
            .OrderBy(binding => binding.Key.FullName, StringComparer.Ordinal).ToList();
        return fitting.Find(one => !fitting.Exists(other => other.Key != one.Key && one.Key.IsAssignableFrom(other.Key))).Value;
    }

    private static IEnumerable<KeyValuePair<string, Configuration.Hocon.HoconValue>> Section(Config config, string path) =>
        config.GetConfig(path)?.AsEnumerable() ?? [];

    private static Serializer Create(ExtendedActorSystem system, string name, string? typeName)
    {
        var type = Type.GetType(typeName ?? "") ?? throw new ConfigurationException(
            $"akka.actor.serializers.{name} is [{typeName}], and there is no such type. Write \"Namespace.Type, Assembly\".");
        try
        {
            var settings = system.Settings.Config.GetConfig($"akka.actor.serialization-settings.{name}");
            object created = settings is not null && type.GetConstructor([typeof(ExtendedActorSystem), typeof(Config)]) is { } configured
                ? configured.Invoke([system, settings])
                : Activator.CreateInstance(type, BindingFlags.Instance | BindingFlags.Public, null, [system], null)!;
            return (Serializer)created;
        }
        catch (Exception error) when (error is MissingMethodException or TargetInvocationException or InvalidCastException)
        {
            throw new ConfigurationException(
                $"The serializer {name} ({type}) cannot be created. It must derive from Serializer and have a public constructor that takes an ExtendedActorSystem.",
                error is TargetInvocationException ? error.InnerException : error);
        }
    }
}
