using System.Buffers.Text;
using System.Text;

namespace ActorQueue.Audio.Tags;

/// <summary>Vorbis comments (Vorbis I §5): the tags of Ogg's codecs and of FLAC. And FLAC's pictures (RFC 9639 §8.8), which both use.</summary>
internal static class VorbisComments
{
    private const int MaximumComments = 10_000;
    private const uint FrontCover = 3;

    /// <summary>As much of a picture block as is read: its head, and the start of what it says.</summary>
    private const int PictureHeadBytes = 512;

    /// <summary>Reads a comment header from its vendor string on.</summary>
    public static void Read(TagBytes bytes, TagFields fields)
    {
        if (!bytes.TryReadUInt32LittleEndian(out var vendor) || !bytes.TrySkip(vendor) || !bytes.TryReadUInt32LittleEndian(out var comments))
        {
            return;
        }

        for (var count = 0; count < Math.Min(comments, MaximumComments); count++)
        {
            if (!bytes.TryReadUInt32LittleEndian(out var size) || bytes.ReadStart(size, TagText.MaximumBytes) is not { } comment)
            {
                return;
            }

            var equals = comment.AsSpan().IndexOf((byte)'=');
            if (equals < 0)
            {
                continue;
            }

            var name = Encoding.ASCII.GetString(comment, 0, equals);
            if (name.Equals("METADATA_BLOCK_PICTURE", StringComparison.OrdinalIgnoreCase))
            {
                ReadEncodedPicture(comment.AsSpan(equals + 1), fields);
            }
            else
            {
                fields.AddNamed(name, Encoding.UTF8.GetString(comment.AsSpan(equals + 1)));
            }
        }
    }

    /// <summary>Reads a picture block without the picture.</summary>
    public static void ReadPicture(TagBytes bytes, TagFields fields)
    {
        if (bytes.TryReadUInt32BigEndian(out var kind)
            && bytes.TryReadUInt32BigEndian(out var typeBytes)
            && bytes.ReadStart(typeBytes, PictureHeadBytes) is { } type
            && bytes.TryReadUInt32BigEndian(out var descriptionBytes)
            && bytes.TrySkip(descriptionBytes)
            && bytes.TrySkip(4 * sizeof(uint))
            && bytes.TryReadUInt32BigEndian(out var size))
        {
            fields.AddCover(Encoding.Latin1.GetString(type), size, kind == FrontCover);
        }
    }

    private static void ReadEncodedPicture(ReadOnlySpan<byte> base64, TagFields fields)
    {
        var head = base64[..(Math.Min(base64.Length, TagText.MaximumBytes / 2) / 4 * 4)];
        var block = new byte[Base64.GetMaxDecodedFromUtf8Length(head.Length)];
        Base64.DecodeFromUtf8(head, block, out _, out var count);
        ReadPicture(new TagBytes(new MemoryStream(block, 0, count), count), fields);
    }
}
