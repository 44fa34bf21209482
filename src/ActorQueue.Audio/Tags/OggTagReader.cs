using System.Buffers.Binary;
using ActorQueue.Audio.Decoding;
using ActorQueue.Audio.Decoding.Ogg;

namespace ActorQueue.Audio.Tags;

/// <summary>Reads the comment header of an Ogg file's first audio stream: its second packet, behind what each codec puts before it.</summary>
internal static class OggTagReader
{
    private const int HeaderBytes = 27;

    /// <summary>Streams side by side before the audio: films have three.</summary>
    private const int MaximumFirstPages = 64;

    /// <summary>Comments with a large cover among them.</summary>
    private const int MaximumPacketBytes = 64 * 1024 * 1024;

    public static void Read(Stream stream, TagFields fields)
    {
        var bytes = new ForwardBytes(stream);
        long at = 0;
        for (var page = 0; page < MaximumFirstPages; page++)
        {
            var header = bytes.At(at, HeaderBytes + 255);
            if (header.Length < HeaderBytes || !header.StartsWith("OggS"u8) || header.Length < HeaderBytes + header[26])
            {
                return;
            }

            var serial = BinaryPrimitives.ReadUInt32LittleEndian(header[14..]);
            var bodyBytes = 0;
            foreach (var segment in header.Slice(HeaderBytes, header[26]))
            {
                bodyBytes += segment;
            }

            var body = at + HeaderBytes + header[26];
            at = body + bodyBytes;
            if (OggLink.FromFirstPacket(body, serial, bytes.At(body, bodyBytes)) is { } link)
            {
                ReadPacket(new TagBytes(new OggPacketStream(bytes, serial, at), MaximumPacketBytes), link.Codec, fields);
                return;
            }
        }
    }

    private static void ReadPacket(TagBytes packet, string codec, TagFields fields)
    {
        // Vorbis: kind and "vorbis"; Opus: "OpusTags"; FLAC: the head of a metadata block; Speex: nothing.
        var prefix = codec switch
        {
            "Vorbis" => 7,
            "Opus" => 8,
            "FLAC" => 4,
            _ => 0,
        };
        if (packet.TrySkip(prefix))
        {
            VorbisComments.Read(packet, fields);
        }
    }
}
