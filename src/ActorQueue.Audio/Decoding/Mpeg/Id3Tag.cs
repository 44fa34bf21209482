namespace ActorQueue.Audio.Decoding.Mpeg;

/// <summary>The size of an ID3v2 tag (id3.org, ID3v2.4 §3.1), to step over it.</summary>
internal static class Id3Tag
{
    public const int HeaderBytes = 10;
    private const byte FooterFlag = 0x10;

    /// <summary>The bytes of the tag that starts here, header and footer included; 0 when none does.</summary>
    public static long SizeOf(ReadOnlySpan<byte> head)
    {
        if (head.Length < HeaderBytes || !head.StartsWith("ID3"u8) || ((head[6] | head[7] | head[8] | head[9]) & 0x80) != 0)
        {
            return 0;
        }

        // Seven bits a byte, so that no size looks like a frame's sync word.
        var body = (head[6] << 21) | (head[7] << 14) | (head[8] << 7) | head[9];
        return HeaderBytes + body + ((head[5] & FooterFlag) != 0 ? HeaderBytes : 0);
    }
}
