using System.Buffers.Binary;
using System.Text;
using ActorQueue.Audio.Decoding;
using ActorQueue.Audio.Tags;
using static ActorQueue.Audio.Tests.Decoding.SoundFiles;

namespace ActorQueue.Audio.Tests.Tags;

/// <summary>Tags put together byte by byte, from the formats' definitions and not by the code under test.</summary>
internal static class TagFiles
{
    /// <summary>Reads the tags of a file's bytes as the decoder does, by what they are.</summary>
    public static AudioTags? Read(byte[] file)
    {
        using var stream = new MemoryStream(file, writable: false);
        return TagReader.Read(stream, ContentSniffer.Identify(stream));
    }

    /// <summary>The tags of an ID3v2 tag alone, in front of a few frames of MP3.</summary>
    public static AudioTags? ReadId3(byte[] tag) => Read([.. tag, .. Mp3Frames()]);

    /// <summary>Frames of silence: MPEG 1, layer III, 128 kb/s, 44.1 kHz.</summary>
    public static byte[] Mp3Frames(int count = 5)
    {
        byte[] frame = [0xFF, 0xFB, 0x90, 0x00, .. new byte[413]];
        return [.. Enumerable.Repeat(frame, count).SelectMany(bytes => bytes)];
    }

    public static byte[] Id3(int version, byte flags, params byte[][] frames)
    {
        byte[] body = [.. frames.SelectMany(frame => frame)];
        return [.. "ID3"u8, (byte)version, 0, flags, .. SyncSafe(body.Length), .. body];
    }

    public static byte[] Frame(int version, string id, byte[] content, byte flags = 0) => version switch
    {
        2 => [.. Latin1(id), (byte)(content.Length >> 16), (byte)(content.Length >> 8), (byte)content.Length, .. content],
        3 => [.. Latin1(id), .. BigEndian(content.Length), 0, flags, .. content],
        _ => [.. Latin1(id), .. SyncSafe(content.Length), 0, flags, .. content],
    };

    public static byte[] TextFrame(int version, string id, string text) => Frame(version, id, [0, .. Latin1(text)]);

    public static byte[] VorbisComment(params string[] comments) =>
    [
        .. UInt32(4), .. "test"u8, .. UInt32((uint)comments.Length),
        .. comments.SelectMany(comment => (byte[])[.. UInt32((uint)Encoding.UTF8.GetByteCount(comment)), .. Encoding.UTF8.GetBytes(comment)]),
    ];

    /// <summary>The head of a FLAC file with these metadata blocks and no audio.</summary>
    public static byte[] Flac(params (int Kind, byte[] Content)[] blocks) =>
    [
        .. "fLaC"u8, 0, 0, 0, 34, .. new byte[34],
        .. blocks.SelectMany((block, index) => (byte[])
        [
            (byte)(block.Kind | (index == blocks.Length - 1 ? 0x80 : 0)), (byte)(block.Content.Length >> 16), (byte)(block.Content.Length >> 8), (byte)block.Content.Length,
            .. block.Content,
        ]),
    ];

    public static byte[] Picture(int kind, string type, int bytes) =>
    [
        .. BigEndian(kind), .. BigEndian(type.Length), .. Latin1(type), .. BigEndian(3), .. "abc"u8, .. new byte[16], .. BigEndian(bytes), .. new byte[bytes],
    ];

    /// <summary>An Ogg stream of an identification packet and a comment packet, cut into pages of at most 255 segments.</summary>
    public static byte[] Ogg(byte[] identification, byte[] comments)
    {
        var file = new List<byte>(Page(2, 0, [(byte)identification.Length], identification));
        byte[] lacing = [.. Enumerable.Repeat((byte)255, comments.Length / 255), (byte)(comments.Length % 255)];
        for (var at = 0; at < lacing.Length; at += 255)
        {
            byte[] segments = lacing[at..Math.Min(at + 255, lacing.Length)];
            var start = at * 255;
            file.AddRange(Page((byte)(at == 0 ? 0 : 1), 0, segments, comments[start..(start + segments.Sum(size => size))]));
        }

        return [.. file];
    }

    public static byte[] OpusHead => [.. "OpusHead"u8, 1, 2, 0x38, 1, .. UInt32(48000), 0, 0, 0];

    public static byte[] VorbisHead => [.. "\u0001vorbis"u8, .. UInt32(0), 2, .. UInt32(44100), .. new byte[12], 0xB8, 1];

    public static byte[] Box(string name, params byte[][] content)
    {
        byte[] body = [.. content.SelectMany(bytes => bytes)];
        return [.. BigEndian(body.Length + 8), .. Latin1(name), .. body];
    }

    public static byte[] Data(int kind, byte[] value) => Box("data", BigEndian(kind), new byte[4], value);

    public static byte[] Mp4(params byte[][] items) =>
        [.. Box("ftyp", "M4A "u8.ToArray(), new byte[4]), .. Box("moov", Box("mvhd", new byte[100]), Box("udta", Box("meta", new byte[4], Box("hdlr", new byte[25]), Box("ilst", items))))];

    public static byte[] ApeTag(params (string Key, uint Flags, byte[] Value)[] items)
    {
        byte[] body = [.. items.SelectMany(item => (byte[])[.. UInt32((uint)item.Value.Length), .. UInt32(item.Flags), .. Latin1(item.Key), 0, .. item.Value])];
        byte[] footer = [.. "APETAGEX"u8, .. UInt32(2000), .. UInt32((uint)body.Length + 32), .. UInt32((uint)items.Length), .. UInt32(0), .. new byte[8]];
        return [.. body, .. footer];
    }

    public static byte[] Id3v1(string title, string artist, string album, string year, string comment, int track, int genre) =>
    [
        .. "TAG"u8, .. Fixed(title, 30), .. Fixed(artist, 30), .. Fixed(album, 30), .. Fixed(year, 4), .. Fixed(comment, 28), 0, (byte)track, (byte)genre,
    ];

    public static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    public static byte[] BigEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] SyncSafe(int value) => [(byte)((value >> 21) & 0x7F), (byte)((value >> 14) & 0x7F), (byte)((value >> 7) & 0x7F), (byte)(value & 0x7F)];

    private static byte[] Fixed(string text, int size)
    {
        var bytes = new byte[size];
        Latin1(text).CopyTo(bytes, 0);
        return bytes;
    }

    private static byte[] Page(byte flags, long granule, byte[] lacing, byte[] body) =>
        [.. "OggS"u8, 0, flags, .. Int64(granule), .. UInt32(7), .. UInt32(0), .. UInt32(0), (byte)lacing.Length, .. lacing, .. body];
}
