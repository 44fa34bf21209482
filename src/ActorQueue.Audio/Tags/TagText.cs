using System.Text;

namespace ActorQueue.Audio.Tags;

/// <summary>Texts of tags: bytes in an encoding that the tag names, or forgets, made into something that can be printed.</summary>
internal static class TagText
{
    /// <summary>A comment of a page; more is somebody's data, not a tag.</summary>
    public const int MaximumCharacters = 2000;

    /// <summary>What is read of a text: enough for that many characters of UTF-16 with a description before them.</summary>
    public const int MaximumBytes = 8192;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Without control characters and space around, cut to <see cref="MaximumCharacters"/>.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, MaximumCharacters));
        foreach (var rune in text.AsSpan().Trim().TrimEnd('\0').EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > MaximumCharacters)
            {
                break;
            }

            // Terminals obey control characters, and the line and paragraph separators break CSV and logs.
            var isControl = Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Control
                or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator;
            clean.Append(isControl ? " " : rune.ToString());
        }

        return clean.ToString().Trim();
    }

    /// <summary>UTF-8 where it is, else Latin-1: for formats that name no encoding. Ends at the first NUL.</summary>
    public static string Guess(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        bytes = end < 0 ? bytes : bytes[..end];
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    /// <summary>
    /// Decodes by ID3v2's encoding byte: 0 Latin-1, 1 UTF-16 with a byte order mark (little-endian where it is forgotten), 2 UTF-16 big-endian, 3 UTF-8. Others are taken for Latin-1.
    /// </summary>
    public static string Decode(byte encoding, ReadOnlySpan<byte> bytes)
    {
        switch (encoding)
        {
            case 1 when bytes.StartsWith<byte>([0xFE, 0xFF]):
                return Encoding.BigEndianUnicode.GetString(bytes[2..]);
            case 1:
                return Encoding.Unicode.GetString(bytes.StartsWith<byte>([0xFF, 0xFE]) ? bytes[2..] : bytes);
            case 2:
                return Encoding.BigEndianUnicode.GetString(bytes);
            case 3:
                return Encoding.UTF8.GetString(bytes);
            default:
                return Encoding.Latin1.GetString(bytes);
        }
    }

    /// <summary>Splits at the first terminator of an encoding: one NUL, in UTF-16 two at an even place. Without one, all is before it.</summary>
    public static (byte[] Before, byte[] Behind) SplitAtNul(byte encoding, ReadOnlySpan<byte> bytes)
    {
        if (encoding is not (1 or 2))
        {
            var at = bytes.IndexOf((byte)0);
            return at < 0 ? (bytes.ToArray(), []) : (bytes[..at].ToArray(), bytes[(at + 1)..].ToArray());
        }

        for (var at = 0; at + 1 < bytes.Length; at += 2)
        {
            if (bytes[at] == 0 && bytes[at + 1] == 0)
            {
                return (bytes[..at].ToArray(), bytes[(at + 2)..].ToArray());
            }
        }

        return (bytes.ToArray(), []);
    }
}
