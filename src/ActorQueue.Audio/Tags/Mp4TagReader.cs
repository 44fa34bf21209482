using System.Buffers.Binary;
using System.Text;

namespace ActorQueue.Audio.Tags;

/// <summary>
/// Reads iTunes' list of tags in MP4: moov, udta, meta, ilst (boxes: ISO/IEC 14496-12 §4.2; the list: Apple, QuickTime File Format, Metadata). Boxes nest four deep
/// by name here and no deeper by declaration, so none can lead in a circle.
/// </summary>
internal sealed class Mp4TagReader
{
    /// <summary>In the whole file: more is made to keep a reader busy. A film's fragments are a few thousand.</summary>
    private const int MaximumBoxes = 100_000;

    private const uint BigEndianUtf16 = 2;
    private const uint Jpeg = 13;
    private const uint Png = 14;
    private const uint Bitmap = 27;

    /// <summary>Box names begin with ©, which is one byte here.</summary>
    private static readonly Dictionary<string, TagField> Texts = new(StringComparer.Ordinal)
    {
        ["\u00A9nam"] = TagField.Title,
        ["\u00A9ART"] = TagField.Artist,
        ["\u00A9alb"] = TagField.Album,
        ["aART"] = TagField.AlbumArtist,
        ["\u00A9wrt"] = TagField.Composer,
        ["\u00A9day"] = TagField.Date,
        ["\u00A9gen"] = TagField.Genre,
        ["\u00A9cmt"] = TagField.Comment,
    };

    private readonly TagFields _fields;
    private int _boxes;

    private Mp4TagReader(TagFields fields) => _fields = fields;

    public static void Read(Stream stream, TagFields fields) => new Mp4TagReader(fields).ReadFile(stream);

    private void ReadFile(Stream stream) => ReadBoxes(TagBytes.At(stream, 0, stream.Length), (name, box) =>
    {
        if (name == "moov")
        {
            ReadBoxes(box, ReadUserData);
        }
    });

    private void ReadUserData(string name, TagBytes box)
    {
        if (name == "udta")
        {
            ReadBoxes(box, (inner, meta) =>
            {
                if (inner == "meta")
                {
                    ReadMeta(meta);
                }
            });
        }
        else if (name == "meta")
        {
            ReadMeta(box);
        }
    }

    private void ReadMeta(TagBytes meta)
    {
        // ISO puts version and flags before the boxes, all zero, QuickTime does not: there the first box's size is none.
        if (!meta.TryReadUInt32BigEndian(out var first))
        {
            return;
        }

        if (first != 0 && !(first >= 8 && meta.TrySkip(first - 4)))
        {
            return;
        }

        ReadBoxes(meta, (name, list) =>
        {
            if (name == "ilst")
            {
                ReadBoxes(list, ReadItem);
            }
        });
    }

    private void ReadItem(string item, TagBytes box)
    {
        var freeName = "";
        ReadBoxes(box, (name, content) =>
        {
            switch (name)
            {
                case "name" when content.TrySkip(4):
                    freeName = Encoding.UTF8.GetString(content.ReadStart(content.Left, TagText.MaximumBytes) ?? []);
                    break;
                case "data" when content.TryReadUInt32BigEndian(out var kind) && content.TrySkip(4):
                    ReadData(item, freeName, kind & 0xFF_FFFF, content);
                    break;
            }
        });
    }

    private void ReadData(string item, string freeName, uint kind, TagBytes content)
    {
        var size = content.Left;
        var bytes = content.ReadStart(size, TagText.MaximumBytes) ?? [];
        switch (item)
        {
            case "covr" when size > 0:
                var type = kind switch { Jpeg => "image/jpeg", Png => "image/png", Bitmap => "image/bmp", _ => null };
                _fields.AddCover(type, size, isFront: false);
                break;
            case "trkn" or "disk" when bytes.Length >= 6:
                var (number, total) = item == "trkn" ? (TagField.Track, TagField.TrackTotal) : (TagField.Disc, TagField.DiscTotal);
                _fields.Add(number, $"{BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(2))}");
                _fields.Add(total, $"{BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(4))}");
                break;
            case "gnre" when bytes.Length >= 2:
                // ID3v1's numbers, counted from 1.
                _fields.Add(TagField.Genre, NumberedGenres.Name(BinaryPrimitives.ReadUInt16BigEndian(bytes) - 1) ?? "");
                break;
            case "----":
                _fields.AddNamed(freeName, Text(kind, bytes));
                break;
            default:
                _fields.Add(Texts.GetValueOrDefault(item), Text(kind, bytes));
                break;
        }
    }

    private static string Text(uint kind, byte[] bytes) =>
        kind == BigEndianUtf16 ? Encoding.BigEndianUnicode.GetString(bytes) : Encoding.UTF8.GetString(bytes);

    /// <summary>Goes through the boxes of a part, however large each says that it is.</summary>
    private void ReadBoxes(TagBytes bytes, Action<string, TagBytes> read)
    {
        Span<byte> name = stackalloc byte[4];
        while (_boxes++ < MaximumBoxes && bytes.TryReadUInt32BigEndian(out var shortSize) && bytes.TryRead(name))
        {
            const int shortHeader = 8;
            const int longHeader = 16;
            long size = shortSize - shortHeader;
            if (shortSize == 0)
            {
                size = bytes.Left;
            }
            else if (shortSize == 1)
            {
                if (!bytes.TryReadUInt32BigEndian(out var high) || !bytes.TryReadUInt32BigEndian(out var low))
                {
                    return;
                }

                size = (long)(((ulong)high << 32) | low) - longHeader;
            }

            var boxName = Encoding.Latin1.GetString(name);
            if (!bytes.TryReadPart(size, box => read(boxName, box)))
            {
                return;
            }
        }
    }
}
