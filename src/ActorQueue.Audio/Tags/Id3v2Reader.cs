using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ActorQueue.Audio.Tags;

/// <summary>Reads ID3v2.2, 2.3 and 2.4 (id3.org): before MP3, FLAC and AAC, and in chunks of WAV and AIFF.</summary>
internal static class Id3v2Reader
{
    /// <summary>More frames than any tagger writes.</summary>
    private const int MaximumFrames = 2000;

    /// <summary>How much of an unsynchronised tag is gone through: it cannot be stepped over.</summary>
    private const int MaximumUnsynchronisedBytes = 16 * 1024 * 1024;

    private const byte Unsynchronisation = 0x80;
    private const byte ExtendedHeader = 0x40;

    private static readonly SearchValues<byte> IdCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"u8);

    /// <summary>Reads the tag that starts here; does nothing when none does.</summary>
    public static void Read(TagBytes bytes, TagFields fields)
    {
        Span<byte> header = stackalloc byte[10];
        if (!bytes.TryRead(header) || !header.StartsWith("ID3"u8) || header[3] is < 2 or > 4)
        {
            return;
        }

        var version = header[3];
        var flags = header[5];
        bytes.TryReadPart(Math.Min(SyncSafe(header[6..]), bytes.Left), body => ReadBody(body, version, flags, fields));
    }

    private static void ReadBody(TagBytes body, byte version, byte flags, TagFields fields)
    {
        // Version 2.4 marks its frames one by one; before, it is the whole tag and the sizes count without the zeros.
        if ((flags & Unsynchronisation) != 0 && version < 4)
        {
            body = new TagBytes(new UnsynchronisedStream(body), Math.Min(body.Left, MaximumUnsynchronisedBytes));
        }

        if ((flags & ExtendedHeader) != 0 && !SkipExtendedHeader(body, version))
        {
            return;
        }

        for (var count = 0; count < MaximumFrames && ReadFrame(body, version, flags, fields); count++)
        {
        }
    }

    /// <summary>In version 2.2 the same bit means a compression that was never defined.</summary>
    private static bool SkipExtendedHeader(TagBytes body, int version)
    {
        Span<byte> size = stackalloc byte[4];
        return version > 2
            && body.TryRead(size)
            && body.TrySkip(version == 3 ? BinaryPrimitives.ReadUInt32BigEndian(size) : Math.Max(0, SyncSafe(size) - 4));
    }

    private static bool ReadFrame(TagBytes body, int version, byte tagFlags, TagFields fields)
    {
        Span<byte> header = stackalloc byte[10];
        header = version == 2 ? header[..6] : header;
        var id = header[..(version == 2 ? 3 : 4)];
        if (!body.TryRead(header) || id.ContainsAnyExcept(IdCharacters))
        {
            return false;
        }

        var size = version switch
        {
            2 => (header[3] << 16) | (header[4] << 8) | header[5],
            3 => BinaryPrimitives.ReadUInt32BigEndian(header[4..]),

            // iTunes wrote plain sizes into version 2.4; with the eighth bit set it cannot be anything else.
            _ => ((header[4] | header[5] | header[6] | header[7]) & 0x80) != 0 ? BinaryPrimitives.ReadUInt32BigEndian(header[4..]) : SyncSafe(header[4..]),
        };
        var name = Encoding.ASCII.GetString(id);
        if (!Id3v2Frame.IsWanted(name))
        {
            return body.TrySkip(size);
        }

        if (body.ReadStart(size, TagText.MaximumBytes) is not { } start)
        {
            return false;
        }

        var format = version == 2 ? default : FrameFormat.From(version, header[9]);
        format = version == 4 && (tagFlags & Unsynchronisation) != 0 ? format with { IsUnsynchronised = true } : format;
        if (Content(start, format) is { } content)
        {
            Id3v2Frame.Read(name, content, size - format.ExtraBytes, fields);
        }

        return true;
    }

    /// <summary>What the frame holds before it was packed; null when that is beyond us.</summary>
    private static byte[]? Content(byte[] start, FrameFormat format)
    {
        if (format.IsEncrypted || start.Length < format.ExtraBytes)
        {
            return null;
        }

        var content = start[format.ExtraBytes..];
        if (format.IsUnsynchronised)
        {
            content = content[..UnsynchronisedStream.Undo(content)];
        }

        return format.IsCompressed ? Decompress(content) : content;
    }

    private static byte[]? Decompress(byte[] content)
    {
        // However much the frame swells to, no more than a text is taken out of it.
        var buffer = new byte[TagText.MaximumBytes];
        var count = 0;
        try
        {
            using var inflated = new ZLibStream(new MemoryStream(content), CompressionMode.Decompress);
            int read;
            while ((read = inflated.Read(buffer, count, buffer.Length - count)) > 0)
            {
                count += read;
            }
        }
        catch (InvalidDataException)
        {
            return null;
        }

        return buffer[..count];
    }

    /// <summary>Seven bits a byte.</summary>
    private static long SyncSafe(ReadOnlySpan<byte> size) => ((size[0] & 0x7F) << 21) | ((size[1] & 0x7F) << 14) | ((size[2] & 0x7F) << 7) | (size[3] & 0x7F);

    /// <summary>How a frame is packed, and how many bytes say so before its content.</summary>
    private readonly record struct FrameFormat(bool IsCompressed, bool IsEncrypted, bool IsUnsynchronised, int ExtraBytes)
    {
        public static FrameFormat From(int version, byte flags) => version == 3
            ? new(
                (flags & 0x80) != 0,
                (flags & 0x40) != 0,
                IsUnsynchronised: false,
                ((flags & 0x80) != 0 ? 4 : 0) + ((flags & 0x40) != 0 ? 1 : 0) + ((flags & 0x20) != 0 ? 1 : 0))
            : new(
                (flags & 0x08) != 0,
                (flags & 0x04) != 0,
                (flags & 0x02) != 0,
                ((flags & 0x40) != 0 ? 1 : 0) + ((flags & 0x04) != 0 ? 1 : 0) + ((flags & 0x01) != 0 ? 4 : 0));
    }
}
