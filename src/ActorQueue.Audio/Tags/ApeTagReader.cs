using System.Buffers.Binary;
using System.Text;

namespace ActorQueue.Audio.Tags;

/// <summary>Reads an APE tag, version 1 or 2, at the end of a file, before an ID3v1 tag if there is one: Monkey's Audio, WavPack, Musepack, and mp3gain's in MP3.</summary>
internal static class ApeTagReader
{
    private const int FooterBytes = 32;
    private const int MaximumItems = 1000;
    private const int MaximumKeyBytes = 255;
    private const uint KindMask = 6;
    private const uint Text = 0;
    private const uint Binary = 2;

    /// <param name="stream">The file.</param>
    /// <param name="end">Where the tag ends.</param>
    /// <param name="fields">Where the values go.</param>
    public static void Read(Stream stream, long end, TagFields fields)
    {
        Span<byte> footer = stackalloc byte[FooterBytes];
        if (end < FooterBytes || !TagBytes.At(stream, end - FooterBytes, FooterBytes).TryRead(footer) || !footer.StartsWith("APETAGEX"u8))
        {
            return;
        }

        // Items and footer, without the header.
        var size = BinaryPrimitives.ReadUInt32LittleEndian(footer[12..]);
        if (size < FooterBytes || size > end)
        {
            return;
        }

        var items = TagBytes.At(stream, end - size, size - FooterBytes);
        for (var count = 0; count < MaximumItems && ReadItem(items, fields); count++)
        {
        }
    }

    private static bool ReadItem(TagBytes items, TagFields fields)
    {
        if (!items.TryReadUInt32LittleEndian(out var size) || !items.TryReadUInt32LittleEndian(out var flags) || ReadKey(items) is not { } key)
        {
            return false;
        }

        if (items.ReadStart(size, TagText.MaximumBytes) is not { } value)
        {
            return false;
        }

        switch (flags & KindMask)
        {
            case Text:
                foreach (var text in Encoding.UTF8.GetString(value).Split('\0', StringSplitOptions.RemoveEmptyEntries))
                {
                    fields.AddNamed(key, text);
                }

                break;
            case Binary when key.StartsWith("Cover Art", StringComparison.OrdinalIgnoreCase):
                // A file name stands before the picture.
                var name = value.AsSpan().IndexOf((byte)0);
                fields.AddCover(MimeType(value.AsSpan(name + 1)), size - name - 1, key.Contains("Front", StringComparison.OrdinalIgnoreCase));
                break;
        }

        return true;
    }

    private static string? ReadKey(TagBytes items)
    {
        var key = new StringBuilder();
        Span<byte> next = stackalloc byte[1];
        while (key.Length <= MaximumKeyBytes && items.TryRead(next))
        {
            if (next[0] == 0)
            {
                return key.ToString();
            }

            key.Append((char)next[0]);
        }

        return null;
    }

    private static string? MimeType(ReadOnlySpan<byte> picture) =>
        picture.StartsWith<byte>([0xFF, 0xD8, 0xFF]) ? "image/jpeg" : picture.StartsWith<byte>([0x89, 0x50, 0x4E, 0x47]) ? "image/png" : null;
}
