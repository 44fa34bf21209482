using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Util;

namespace Akka.Serialization;

/// <summary>Finds the serializer for a message by its type, and for bytes by the identifier that came with them.</summary>
public class Serialization
{
    [ThreadStatic]
    private static Information? _transport;

    private readonly SerializerTable _table;
    private readonly NullSerializer _null;

    public Serialization(ExtendedActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        System = system;
        _table = SerializerTable.Load(system);
        _null = new NullSerializer(system);
    }

    public ExtendedActorSystem System { get; }

    /// <exception cref="InvalidOperationException">The thread is not in <see cref="WithTransport{T}(ExtendedActorSystem, Func{T})"/>.</exception>
    public static Information GetCurrentTransportInformation() =>
        _transport ?? throw new InvalidOperationException("Nothing is being serialized on this thread.");

    /// <summary>Runs the action; actor references that it serializes carry the system's address.</summary>
    public static T WithTransport<T>(ExtendedActorSystem system, Func<T> action) =>
        WithTransport(system, system.Provider.DefaultAddress, action);

    public static T WithTransport<T>(ActorSystem system, Address address, Func<T> action)
    {
        var outer = _transport;
        _transport = new Information(address, system);
        try
        {
            return action();
        }
        finally
        {
            _transport = outer;
        }
    }

    public static string SerializedActorPath(IActorRef actorRef)
    {
        if (actorRef is null)
        {
            return "";
        }

        var path = actorRef.Path;
        var owner = (actorRef as ActorRefWithCell)?.Underlying.System as ExtendedActorSystem;
        if (_transport is not { } transport)
        {
            return owner is null
                ? path.ToSerializationFormat()
                : path.ToSerializationFormatWithAddress(owner.Provider.DefaultAddress);
        }

        if (owner is null || ReferenceEquals(owner, transport.System))
        {
            return path.ToSerializationFormatWithAddress(transport.Address);
        }

        var provider = owner.Provider;
        return path.ToSerializationFormatWithAddress(
            provider.GetExternalAddressFor(transport.Address) ?? provider.DefaultAddress);
    }

    /// <returns>What must travel with the bytes so that they can be read; empty when nothing must.</returns>
    public static string ManifestFor(Serializer s, object msg)
    {
        ArgumentNullException.ThrowIfNull(s);
        ArgumentNullException.ThrowIfNull(msg);
        return s switch
        {
            SerializerWithStringManifest named => named.Manifest(msg),
            { IncludeManifest: true } => msg.GetType().TypeQualifiedName(),
            _ => "",
        };
    }

    public void AddSerializer(Serializer serializer) => _table.Add(serializer);

    public void AddSerializer(string name, Serializer serializer) => _table.Add(name, serializer);

    public void AddSerializationMap(Type type, Serializer serializer) => _table.Bind(type, serializer);

    public byte[] Serialize(object o) => WithTransport(System, () => FindSerializerFor(o).ToBinary(o));

    /// <exception cref="SerializationException">No serializer has the identifier, or the manifest names no type.</exception>
    public object Deserialize(byte[] bytes, int serializerId, Type? type) =>
        WithTransport(System, () => ById(serializerId).FromBinary(bytes, type));

    /// <exception cref="SerializationException">No serializer has the identifier, or the manifest names no type.</exception>
    public object Deserialize(byte[] bytes, int serializerId, string manifest)
    {
        var serializer = ById(serializerId);
        if (serializer is SerializerWithStringManifest named)
        {
            return WithTransport(System, () => named.FromBinary(bytes, manifest));
        }

        // A name that came over the wire is looked up only if this serializer wrote it.
        var type = serializer.IncludeManifest && !string.IsNullOrEmpty(manifest) ? TypeOf(manifest, serializer) : null;
        return WithTransport(System, () => serializer.FromBinary(bytes, type));
    }

    public IActorRef DeserializeActorRef(string path) => System.Provider.ResolveActorRef(path);

    public Serializer FindSerializerFor(object? obj, string? defaultSerializerName = null) =>
        obj is null ? _null : FindSerializerForType(obj.GetType(), defaultSerializerName);

    public Serializer FindSerializerForType(Type objectType, string? defaultSerializerName = null) =>
        _table.ForType(objectType, defaultSerializerName);

    private static Type TypeOf(string manifest, Serializer serializer) => Type.GetType(manifest) ?? throw new SerializationException(
        $"Cannot find manifest class [{manifest}] for serializer with id [{serializer.Identifier}].");

    private Serializer ById(int identifier) => _table.ById(identifier) ?? throw new SerializationException(
        $"Cannot find serializer with id [{identifier}]. Most likely akka.actor.serializers is not the same on the system that wrote it.");
}
