using System.Buffers.Binary;
using System.Text;

namespace ActorQueue.Audio.Tags;

/// <summary>The frames of ID3v2 that are read, and what stands in them (ID3v2.4, native frames).</summary>
internal static class Id3v2Frame
{
    private const byte FrontCover = 3;

    private static readonly Dictionary<string, TagField> Texts = new(StringComparer.Ordinal)
    {
        ["TIT2"] = TagField.Title,
        ["TT2"] = TagField.Title,
        ["TPE1"] = TagField.Artist,
        ["TP1"] = TagField.Artist,
        ["TALB"] = TagField.Album,
        ["TAL"] = TagField.Album,
        ["TPE2"] = TagField.AlbumArtist,
        ["TP2"] = TagField.AlbumArtist,
        ["TCOM"] = TagField.Composer,
        ["TCM"] = TagField.Composer,
        ["TRCK"] = TagField.Track,
        ["TRK"] = TagField.Track,
        ["TPOS"] = TagField.Disc,
        ["TPA"] = TagField.Disc,
        ["TDRC"] = TagField.Date,
        ["TYER"] = TagField.Date,
        ["TYE"] = TagField.Date,
        ["TCON"] = TagField.Genre,
        ["TCO"] = TagField.Genre,
    };

    public static bool IsWanted(string id) =>
        Texts.ContainsKey(id) || id is "TXXX" or "TXX" or "COMM" or "COM" or "APIC" or "PIC" or "RVA2";

    /// <param name="id">The frame's name.</param>
    /// <param name="content">Its start, at most <see cref="TagText.MaximumBytes"/>.</param>
    /// <param name="size">Its whole size.</param>
    /// <param name="fields">Where the values go.</param>
    public static void Read(string id, ReadOnlySpan<byte> content, long size, TagFields fields)
    {
        if (content.IsEmpty)
        {
            return;
        }

        switch (id)
        {
            case "TXXX" or "TXX":
                var (name, value) = TagText.SplitAtNul(content[0], content[1..]);
                fields.AddNamed(TagText.Decode(content[0], name), TagText.Decode(content[0], value).TrimEnd('\0'));
                break;
            case "COMM" or "COM":
                ReadComment(content, fields);
                break;
            case "APIC" or "PIC":
                ReadPicture(id, content, size, fields);
                break;
            case "RVA2":
                ReadVolume(content, fields);
                break;
            default:
                ReadText(Texts[id], content, fields);
                break;
        }
    }

    /// <summary>Version 2.4 puts NULs between several values.</summary>
    private static void ReadText(TagField field, ReadOnlySpan<byte> content, TagFields fields)
    {
        foreach (var text in TagText.Decode(content[0], content[1..]).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            fields.Add(field, field == TagField.Genre ? NumberedGenres.Resolve(text.TrimStart('\uFEFF')) : text.TrimStart('\uFEFF'));
        }
    }

    /// <summary>Comments with a description are programs' notes to themselves (iTunNORM); the one without is the user's.</summary>
    private static void ReadComment(ReadOnlySpan<byte> content, TagFields fields)
    {
        const int language = 3;
        if (content.Length <= 1 + language)
        {
            return;
        }

        var (description, text) = TagText.SplitAtNul(content[0], content[(1 + language)..]);
        if (TagText.Clean(TagText.Decode(content[0], description)).Length == 0)
        {
            fields.Add(TagField.Comment, TagText.Decode(content[0], text).TrimEnd('\0'));
        }
    }

    private static void ReadPicture(string id, ReadOnlySpan<byte> content, long size, TagFields fields)
    {
        string? type;
        int at;
        if (id == "PIC")
        {
            if (content.Length < 5)
            {
                return;
            }

            type = Encoding.Latin1.GetString(content[1..4]) switch
            {
                "JPG" => "image/jpeg",
                "PNG" => "image/png",
                _ => null,
            };
            at = 4;
        }
        else
        {
            var end = content[1..].IndexOf((byte)0);
            if (end < 0)
            {
                return;
            }

            type = Encoding.Latin1.GetString(content.Slice(1, end));
            at = 1 + end + 1;
        }

        if (at >= content.Length)
        {
            return;
        }

        var picture = content[(at + 1)..];
        var (description, _) = TagText.SplitAtNul(content[0], picture);
        var bytes = size - at - 1 - description.Length - (content[0] is 1 or 2 ? 2 : 1);
        if (bytes > 0)
        {
            fields.AddCover(type, bytes, isFront: content[at] == FrontCover);
        }
    }

    /// <summary>ReplayGain before it had names of its own: identification, then for each channel a kind, 1/512 dB, and a peak.</summary>
    private static void ReadVolume(ReadOnlySpan<byte> content, TagFields fields)
    {
        const byte masterVolume = 1;
        var end = content.IndexOf((byte)0);
        if (end < 0 || content.Length < end + 4 || content[end + 1] != masterVolume)
        {
            return;
        }

        var gain = BinaryPrimitives.ReadInt16BigEndian(content[(end + 2)..]) / 512.0;
        var text = gain.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);
        var field = Encoding.Latin1.GetString(content[..end]).ToUpperInvariant() switch
        {
            "TRACK" => TagField.TrackGain,
            "ALBUM" => TagField.AlbumGain,
            _ => TagField.None,
        };
        if (!fields.Has(field))
        {
            fields.Add(field, text);
        }
    }
}
