namespace Akka.Persistence.Sql;

/// <summary>A payload as it stands in a row.</summary>
internal readonly record struct SerializedPayload(byte[] Bytes, string Manifest, int SerializerId);

/// <summary>Turns events and snapshots into bytes by the system's bindings, and back by what the row says.</summary>
internal sealed class PayloadSerializer(Akka.Serialization.Serialization serialization, string? defaultSerializer)
{
    public SerializedPayload Serialize(object payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        var serializer = serialization.FindSerializerForType(payload.GetType(), defaultSerializer!);

        // With transport information, or references to actors could not be resolved on another node.
        return Akka.Serialization.Serialization.WithTransport(
            serialization.System,
            () => new SerializedPayload(
                serializer.ToBinary(payload),
                Akka.Serialization.Serialization.ManifestFor(serializer, payload),
                serializer.Identifier));
    }

    /// <param name="bytes">The payload.</param>
    /// <param name="manifest">String manifest, or type name; empty when the serializer needs none.</param>
    /// <param name="serializerId">Null in rows of very old plug-ins, whose manifest is the type.</param>
    public object Deserialize(byte[] bytes, string manifest, int? serializerId)
    {
        if (serializerId is { } id)
        {
            return serialization.Deserialize(bytes, id, manifest);
        }

        var type = Type.GetType(manifest, throwOnError: true)!;
        return serialization.FindSerializerForType(type, defaultSerializer!).FromBinary(bytes, type);
    }
}
