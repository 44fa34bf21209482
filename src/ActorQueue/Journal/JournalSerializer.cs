using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Security.Cryptography;
using Akka.Actor;
using Akka.Serialization;
using ActorQueue.Core.Codec;
using ActorQueue.Storage;

namespace ActorQueue.Journal;

/// <summary>The journal's file format: manifests name kind and version, the bytes are the core's. A manifest is never given another meaning.</summary>
public sealed class JournalSerializer : SerializerWithStringManifest
{
    private const string EventsManifest = "events-1";
    private const string SnapshotPrefix = "snapshot-";
    private const string HeadManifest = SnapshotPrefix + "head-1";
    private const string ChunkManifest = SnapshotPrefix + "chunk-1";

    // Behind another manifest: the bytes are encrypted.
    private const string SealedSuffix = "+sealed-1";

    private readonly DataCipher _cipher;

    /// <summary>Called by the actor system.</summary>
    public JournalSerializer(ExtendedActorSystem system)
        : base(system)
    {
        // Problems were reported when the host read its settings.
        var config = system.Settings.Config;
        _cipher = EncryptionKeys.Read(config.GetConfig("actorqueue.encryption.keys"), config.GetString("actorqueue.encryption.active-key", string.Empty), []);
    }

    /// <inheritdoc/>
    public override int Identifier => 4711;

    /// <inheritdoc/>
    public override string Manifest(object o) => _cipher.IsActive ? PlainManifest(o) + SealedSuffix : PlainManifest(o);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => _cipher.IsActive ? _cipher.Seal(PlainBytes(obj), PlainManifest(obj)) : PlainBytes(obj);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (!manifest.EndsWith(SealedSuffix, StringComparison.Ordinal))
        {
            return Read(bytes, manifest);
        }

        var plainManifest = manifest[..^SealedSuffix.Length];
        try
        {
            return Read(_cipher.Open(bytes, plainManifest), plainManifest);
        }
        catch (CryptographicException e) when (plainManifest.StartsWith(SnapshotPrefix, StringComparison.Ordinal))
        {
            return new UnreadableSnapshot($"{manifest}: {e.Message}");
        }
        catch (CryptographicException e)
        {
            throw new SerializationException($"A journal row cannot be decrypted: {e.Message}", e);
        }
    }

    private static string PlainManifest(object o) => o switch
    {
        JournaledEvents => EventsManifest,
        SnapshotHead => HeadManifest,
        SnapshotChunk => ChunkManifest,
        _ => throw new ArgumentException($"{o.GetType()} is not journaled.", nameof(o)),
    };

    private static byte[] PlainBytes(object obj) => obj switch
    {
        JournaledEvents row => EventCodec.Encode(row.FirstPosition, row.Events),
        SnapshotHead head => WriteHead(head),
        SnapshotChunk chunk => chunk.Bytes,
        _ => throw new ArgumentException($"{obj.GetType()} is not journaled.", nameof(obj)),
    };

    private static object Read(byte[] bytes, string manifest) => manifest switch
    {
        EventsManifest => ReadEvents(bytes),
        HeadManifest => ReadHead(bytes),
        ChunkManifest => new SnapshotChunk(bytes),

        // Of a later release, or a damaged one. Thrown here, it would be the store's failure and keep from the snapshot before it too; an event cannot be passed over.
        _ when manifest.StartsWith(SnapshotPrefix, StringComparison.Ordinal) => new UnreadableSnapshot(manifest),
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

    private static IJournaled ReadHead(byte[] bytes) => bytes.Length >= sizeof(int)
        ? new SnapshotHead(BinaryPrimitives.ReadInt32LittleEndian(bytes), bytes[sizeof(int)..])
        : new UnreadableSnapshot($"{HeadManifest} of {bytes.Length} bytes");
}
