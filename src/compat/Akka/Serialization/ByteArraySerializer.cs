using Akka.Actor;

namespace Akka.Serialization;

/// <summary>Bytes as they are.</summary>
public class ByteArraySerializer : Serializer
{
    public ByteArraySerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj) => obj switch
    {
        null => null!,
        byte[] bytes => bytes,
        _ => throw new NotSupportedException($"{nameof(ByteArraySerializer)} takes byte[] only, not {obj.GetType()}."),
    };

    public override object FromBinary(byte[] bytes, Type? type) => bytes;
}

/// <summary>The null message; id 0.</summary>
public class NullSerializer : Serializer
{
    private static readonly byte[] NoBytes = [];

    public NullSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    public override int Identifier => 0;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj) => NoBytes;

    public override object FromBinary(byte[] bytes, Type? type) => null!;
}
