using System.Buffers.Binary;
using System.Text;

namespace ActorQueue.Core.Codec;

/// <summary>
/// Reads what <see cref="ByteWriter"/> wrote and trusts none of it: every length is checked against what is left before
/// anything is allocated.
/// </summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding StrictUtf8 =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly int Remaining => _bytes.Length - Position;

    public byte Byte() => Take(1)[0];

    public ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Byte();
            ulong bits = (ulong)(next & 0x7F);
            if (shift == 63 && bits > 1)
            {
                break;
            }

            value |= bits << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new CorruptQueueDataException($"A number at byte {Position} has more than 64 bits.");
    }

    /// <summary>A number of things that each take at least one byte of what is left.</summary>
    public int Count()
    {
        ulong value = Varint();
        return value <= (ulong)Remaining
            ? (int)value
            : throw new CorruptQueueDataException(
                $"A count of {value} at byte {Position} is more than the {Remaining} bytes left.");
    }

    public int Int32()
    {
        long value = Signed();
        return value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw new CorruptQueueDataException($"The number {value} at byte {Position} has more than 32 bits.");
    }

    /// <summary>A number that was written as a plain varint and is from 0 to <see cref="int.MaxValue"/>.</summary>
    public int Natural()
    {
        ulong value = Varint();
        return value <= int.MaxValue
            ? (int)value
            : throw new CorruptQueueDataException($"The number {value} at byte {Position} is out of range.");
    }

    /// <summary>A number that was written as a plain varint and is from 0 to <see cref="ushort.MaxValue"/>.</summary>
    public ushort UInt16()
    {
        int value = Natural();
        return value <= ushort.MaxValue
            ? (ushort)value
            : throw new CorruptQueueDataException($"The number {value} at byte {Position} is out of range.");
    }

    /// <summary>A number that was written as a plain varint and is from 0 to <see cref="long.MaxValue"/>.</summary>
    public long LongNatural()
    {
        ulong value = Varint();
        return value <= long.MaxValue
            ? (long)value
            : throw new CorruptQueueDataException($"The number {value} at byte {Position} is out of range.");
    }

    public long Signed()
    {
        ulong value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    public Guid Guid() => new(Take(16), bigEndian: true);

    public ReadOnlySpan<byte> Bytes() => Take(Count());

    public string Text()
    {
        var utf8 = Bytes();
        try
        {
            return StrictUtf8.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            throw new CorruptQueueDataException($"The text that ends at byte {Position} is not UTF-8.");
        }
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining)
        {
            throw new CorruptQueueDataException($"{count} bytes are expected at byte {Position}, {Remaining} are left.");
        }

        var taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }
}
