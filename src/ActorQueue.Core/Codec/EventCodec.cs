using ActorQueue.Core.Events;

namespace ActorQueue.Core.Codec;

/// <summary>A decoded journal row.</summary>
/// <param name="FirstPosition">The position of the first event.</param>
/// <param name="Events">The events in order.</param>
public sealed record DecodedBatch(long FirstPosition, IReadOnlyList<QueueEvent> Events)
{
    /// <summary>The position of the last event.</summary>
    public long LastPosition => FirstPosition + Events.Count - 1;
}

/// <summary>
/// The bytes of one journal row: version, first position, base time, count, the events, CRC-32C of all before it.
/// Times are differences to the base, repeated texts stand once. Event numbers are never reused; a change of an event
/// is a new number, and the old one stays readable.
/// </summary>
public static class EventCodec
{
    /// <summary>The format's version, its first byte.</summary>
    public const byte Version = 1;

    private const int ChecksumLength = sizeof(uint);

    [ThreadStatic]
    private static EventWriter? _writer;

    /// <summary>Encodes a batch.</summary>
    public static byte[] Encode(EventBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Encode(batch.FirstPosition, batch.Events);
    }

    /// <summary>Encodes events that follow each other from the given position on.</summary>
    public static byte[] Encode(long firstPosition, IReadOnlyList<QueueEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentOutOfRangeException.ThrowIfLessThan(firstPosition, 1);
        ArgumentOutOfRangeException.ThrowIfZero(events.Count, nameof(events));
        long baseTime = events[0].At.UtcTicks;
        var writer = _writer ??= new EventWriter();
        var bytes = writer.Begin(baseTime);
        bytes.Byte(Version);
        bytes.Varint((ulong)firstPosition);
        bytes.Varint((ulong)baseTime);
        bytes.Count(events.Count);
        for (int i = 0; i < events.Count; i++)
        {
            writer.Write(events[i]);
        }

        bytes.UInt32(Checksum.Of(bytes.Written));
        return bytes.ToArray();
    }

    /// <summary>Decodes a row; the events own their bytes.</summary>
    /// <exception cref="CorruptQueueDataException">Damaged, truncated, or of a version or event that is not
    /// known.</exception>
    public static DecodedBatch Decode(ReadOnlySpan<byte> row)
    {
        var reader = new ByteReader(Checked(row));
        byte version = reader.Byte();
        if (version != Version)
        {
            throw new CorruptQueueDataException($"A journal row has the format version {version}; this build reads {Version}.");
        }

        long firstPosition = reader.LongNatural();
        long baseTime = reader.LongNatural();
        int count = reader.Count();
        if (firstPosition == 0 || count == 0)
        {
            throw new CorruptQueueDataException("A journal row has no position or no events.");
        }

        var events = new QueueEvent[count];
        var eventReader = new EventReader(baseTime);
        for (int i = 0; i < count; i++)
        {
            events[i] = eventReader.Read(ref reader);
        }

        return reader.Remaining == 0
            ? new DecodedBatch(firstPosition, events)
            : throw new CorruptQueueDataException($"A journal row has {reader.Remaining} bytes too many.");
    }

    private static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> row)
    {
        if (row.Length <= ChecksumLength)
        {
            throw new CorruptQueueDataException($"A journal row of {row.Length} bytes is too short.");
        }

        var content = row[..^ChecksumLength];
        var checksum = new ByteReader(row[^ChecksumLength..]);
        return checksum.UInt32() == Checksum.Of(content)
            ? content
            : throw new CorruptQueueDataException("A journal row's checksum does not fit its content.");
    }
}
