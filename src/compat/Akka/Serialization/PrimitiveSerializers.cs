using System.Buffers.Binary;
using System.Text;
using Akka.Actor;
using Akka.Util;

namespace Akka.Serialization;

/// <summary>
/// Strings, ints and longs, id 17. Written with the manifests that older readers know; the short ones of newer
/// writers and those of other base libraries are read too.
/// </summary>
internal sealed class PrimitiveSerializers : SerializerWithStringManifest
{
    private static readonly string StringManifest = typeof(string).TypeQualifiedName();
    private static readonly string IntManifest = typeof(int).TypeQualifiedName();
    private static readonly string LongManifest = typeof(long).TypeQualifiedName();

    public PrimitiveSerializers(ExtendedActorSystem system)
        : base(system)
    {
    }

    public override int Identifier => 17;

    public override string Manifest(object o) => o switch
    {
        string => StringManifest,
        int => IntManifest,
        long => LongManifest,
        _ => throw Unsupported(o),
    };

    public override byte[] ToBinary(object obj)
    {
        switch (obj)
        {
            case string text:
                return Encoding.UTF8.GetBytes(text);
            case int number:
                var four = new byte[sizeof(int)];
                BinaryPrimitives.WriteInt32LittleEndian(four, number);
                return four;
            case long number:
                var eight = new byte[sizeof(long)];
                BinaryPrimitives.WriteInt64LittleEndian(eight, number);
                return eight;
            default:
                throw Unsupported(obj);
        }
    }

    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        "S" => Encoding.UTF8.GetString(bytes),
        "I" => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        "L" => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        _ when Names(manifest, "System.String") => Encoding.UTF8.GetString(bytes),
        _ when Names(manifest, "System.Int32") => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        _ when Names(manifest, "System.Int64") => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        _ => throw new System.Runtime.Serialization.SerializationException($"Unknown manifest [{manifest}] for a string, int or long."),
    };

    private static bool Names(string manifest, string type) =>
        manifest == type || manifest.StartsWith(type + ",", StringComparison.Ordinal);

    private static ArgumentException Unsupported(object? o) =>
        new($"{nameof(PrimitiveSerializers)} takes string, int and long, not {o?.GetType().ToString() ?? "null"}.", nameof(o));
}
