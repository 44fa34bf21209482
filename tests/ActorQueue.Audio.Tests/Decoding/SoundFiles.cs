using System.Buffers.Binary;
using System.Text;
using ActorQueue.Audio.Decoding;

namespace ActorQueue.Audio.Tests.Decoding;

/// <summary>WAV and AIFF files put together byte by byte, so that each test can lie in exactly one place.</summary>
internal static class SoundFiles
{
    public const int Pcm = 1;
    public const int IeeeFloat = 3;
    public const int ALaw = 6;
    public const int MuLaw = 7;
    public const int Extensible = 0xFFFE;

    /// <summary>A WAV file with a true header.</summary>
    public static byte[] Wave(byte[] data, int tag = Pcm, int channels = 1, int rate = 8000, int bits = 16) =>
        Riff("RIFF", Format(tag, channels, rate, channels * bits / 8, bits), Chunk("data", data));

    public static byte[] Riff(string id, params byte[][] chunks)
    {
        byte[] body = [.. "WAVE"u8, .. chunks.SelectMany(chunk => chunk)];
        return [.. Encoding.Latin1.GetBytes(id), .. UInt32(id == "RIFF" ? (uint)body.Length : uint.MaxValue), .. body];
    }

    public static byte[] Format(int tag, int channels, long rate, int blockAlign, int bits, byte[]? extra = null) =>
        Chunk(
            "fmt ",
            [
                .. UInt16(tag), .. UInt16(channels), .. UInt32((uint)rate), .. UInt32((uint)(rate * blockAlign)),
                .. UInt16(blockAlign), .. UInt16(bits), .. extra ?? [],
            ]);

    public static byte[] ExtensibleFormat(int tag, int channels, int rate, int containerBits, int validBits, int mask) =>
        Format(
            Extensible,
            channels,
            rate,
            channels * containerBits / 8,
            containerBits,
            [
                .. UInt16(22), .. UInt16(validBits), .. UInt32((uint)mask), .. UInt16(tag),
                0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71,
            ]);

    public static byte[] Chunk(string id, byte[] body, uint? size = null, bool isPadded = true) =>
    [
        .. Encoding.Latin1.GetBytes(id), .. UInt32(size ?? (uint)body.Length), .. body, .. new byte[isPadded ? body.Length % 2 : 0],
    ];

    /// <summary>An AIFF file, or an AIFC file when a compression is given.</summary>
    public static byte[] Aiff(
        byte[] data, int channels = 1, double rate = 8000, int bits = 16, string? compression = null, long? frames = null, byte[]? between = null)
    {
        var frameBytes = Math.Max(1, channels * ((bits + 7) / 8));
        byte[] comm =
        [
            .. Reversed(UInt16(channels)), .. Reversed(UInt32((uint)(frames ?? data.Length / frameBytes))), .. Reversed(UInt16(bits)), .. Extended(rate),
            .. compression is null ? [] : Encoding.Latin1.GetBytes(compression + "\0\0"),
        ];
        byte[] body =
        [
            .. compression is null ? "AIFF"u8 : "AIFC"u8, .. BigChunk("COMM", comm), .. between ?? [], .. BigChunk("SSND", [.. new byte[8], .. data]),
        ];
        return BigChunk("FORM", body);
    }

    public static byte[] BigChunk(string id, byte[] body) =>
        [.. Encoding.Latin1.GetBytes(id), .. Reversed(UInt32((uint)body.Length)), .. body, .. new byte[body.Length % 2]];

    /// <summary>80-bit extended precision, from its definition: sign and exponent, then a mantissa with an explicit leading one.</summary>
    public static byte[] Extended(double value)
    {
        if (value == 0)
        {
            return new byte[10];
        }

        var exponent = (int)Math.Floor(Math.Log2(Math.Abs(value)));
        var mantissa = (ulong)Math.ScaleB(Math.Abs(value), 63 - exponent);
        var bytes = new byte[10];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)((value < 0 ? 0x8000 : 0) | (exponent + 16383)));
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(2), mantissa);
        return bytes;
    }

    public static byte[] UInt16(int value) => BitConverter.GetBytes((ushort)value);

    public static byte[] UInt32(uint value) => BitConverter.GetBytes(value);

    public static byte[] Int64(long value) => BitConverter.GetBytes(value);

    public static byte[] Reversed(byte[] bytes) => [.. bytes.AsEnumerable().Reverse()];

    /// <summary>Opens and reads to the end, as an analysis does.</summary>
    public static (float[] Samples, DecodedAudio Audio) Decode(byte[] file)
    {
        using var stream = new MemoryStream(file, writable: false);
        using var audio = AudioDecoder.Open(stream);
        return (ReadAll(audio), audio);
    }

    public static float[] ReadAll(DecodedAudio audio)
    {
        var all = new List<float>();
        var buffer = new float[4096];
        int read;
        while ((read = audio.Samples.Read(buffer)) > 0)
        {
            all.AddRange(buffer.AsSpan(0, read));
        }

        return [.. all];
    }

    /// <summary>Decodes what must be refused and returns the refusal.</summary>
    public static AudioException Refusal(byte[] file) => Should.Throw<AudioException>(() => Decode(file));
}
