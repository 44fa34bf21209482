using System.Buffers.Binary;
using System.Numerics;

namespace ActorQueue.Core.Codec;

/// <summary>
/// CRC-32C (RFC 3720, appendix B.4): finds every burst of up to 32 bits; one processor instruction per 8 bytes.
/// </summary>
internal static class Checksum
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
