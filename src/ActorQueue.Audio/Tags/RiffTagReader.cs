using System.Buffers.Binary;
using System.Text;

namespace ActorQueue.Audio.Tags;

/// <summary>Reads WAV's INFO list (RIFF, Microsoft 1991) and the chunk with an ID3v2 tag that many programs prefer.</summary>
internal static class RiffTagReader
{
    private const int MaximumChunks = 10_000;
    private const int MaximumLists = 16;
    private const int MaximumListItems = 1000;
    private const int Ds64Bytes = 16;

    public static void Read(Stream stream, TagFields fields)
    {
        var info = new TagFields();
        var bytes = TagBytes.At(stream, 0, stream.Length);
        Span<byte> header = stackalloc byte[12];
        if (!bytes.TryRead(header))
        {
            return;
        }

        long? dataBytes = null;
        var lists = 0;
        header = header[..8];
        for (var count = 0; count < MaximumChunks && bytes.TryRead(header); count++)
        {
            long size = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            size = size == uint.MaxValue ? dataBytes ?? size : size;
            switch (Encoding.Latin1.GetString(header[..4]))
            {
                case "ds64" when size >= Ds64Bytes && bytes.ReadStart(size, Ds64Bytes) is { } sizes:
                    dataBytes = BinaryPrimitives.ReadInt64LittleEndian(sizes.AsSpan(8));
                    break;
                case "LIST" when lists++ < MaximumLists:
                    bytes.TryReadPart(size, list => ReadList(list, info));
                    break;
                case "id3 " or "ID3 ":
                    bytes.TryReadPart(size, tag => Id3v2Reader.Read(tag, fields));
                    break;
                default:
                    bytes.TrySkip(size);
                    break;
            }

            SkipPadding(bytes, size);
        }

        fields.Complete(info);
    }

    private static void ReadList(TagBytes list, TagFields info)
    {
        Span<byte> header = stackalloc byte[8];
        if (!list.TryRead(header[..4]) || !header.StartsWith("INFO"u8))
        {
            return;
        }

        for (var count = 0; count < MaximumListItems && list.TryRead(header); count++)
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            if (list.ReadStart(size, TagText.MaximumBytes) is not { } text)
            {
                return;
            }

            info.Add(FieldOf(Encoding.Latin1.GetString(header[..4])), TagText.Guess(text));
            SkipPadding(list, size);
        }
    }

    private static TagField FieldOf(string id) => id switch
    {
        "INAM" => TagField.Title,
        "IART" => TagField.Artist,
        "IPRD" => TagField.Album,
        "IMUS" => TagField.Composer,
        "ICRD" => TagField.Date,
        "IGNR" => TagField.Genre,
        "ICMT" => TagField.Comment,
        "IPRT" or "ITRK" => TagField.Track,
        _ => TagField.None,
    };

    private static void SkipPadding(TagBytes bytes, long size)
    {
        if (size % 2 != 0 && bytes.Left > 0)
        {
            bytes.TrySkip(1);
        }
    }
}
