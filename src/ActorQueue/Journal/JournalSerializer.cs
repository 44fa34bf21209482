using System.Buffers.Binary;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using ActorQueue.Core.Codec;

namespace ActorQueue.Journal;

/// <summary>The journal's file format: manifests name kind and version, the bytes are the core's. A manifest is never given another meaning.</summary>
public sealed class JournalSerializer : SerializerWithStringManifest
{
    private const string EventsManifest = "events-1";
    private const string HeadManifest = "snapshot-head-1";
    private const string ChunkManifest = "snapshot-chunk-1";

    /// <summary>Called by the actor system.</summary>
    public JournalSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <inheritdoc/>
    public override int Identifier => 4711;

    /// <inheritdoc/>
    public override string Manifest(object o) => o switch
    {
        JournaledEvents => EventsManifest,
        SnapshotHead => HeadManifest,
        SnapshotChunk => ChunkManifest,
        _ => throw new ArgumentException($"{o.GetType()} is not journaled.", nameof(o)),
    };

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => obj switch
    {
        JournaledEvents row => EventCodec.Encode(row.FirstPosition, row.Events),
        SnapshotHead head => WriteHead(head),
        SnapshotChunk chunk => chunk.Bytes,
        _ => throw new ArgumentException($"{obj.GetType()} is not journaled.", nameof(obj)),
    };

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        EventsManifest => ReadEvents(bytes),
        HeadManifest => ReadHead(bytes),
        ChunkManifest => new SnapshotChunk(bytes),
        _ => throw new SerializationException($"The journal holds a '{manifest}', which this release does not know."),
    };

    private static JournaledEvents ReadEvents(byte[] bytes)
    {
        var batch = EventCodec.Decode(bytes);
        return new JournaledEvents(batch.FirstPosition, batch.Events);
    }

    private static byte[] WriteHead(SnapshotHead head)
    {
        var bytes = new byte[sizeof(int) + head.Bytes.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, head.Chunks);
        head.Bytes.CopyTo(bytes, sizeof(int));
        return bytes;
    }

    // A head that is cut short is read as one that fits no snapshot: thrown here, it would be the store's failure, and keep from the snapshot before it too.
    private static SnapshotHead ReadHead(byte[] bytes) => bytes.Length >= sizeof(int)
        ? new SnapshotHead(BinaryPrimitives.ReadInt32LittleEndian(bytes), bytes[sizeof(int)..])
        : new SnapshotHead(-1, bytes);
}
