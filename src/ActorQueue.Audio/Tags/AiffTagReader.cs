using System.Buffers.Binary;
using System.Text;

namespace ActorQueue.Audio.Tags;

/// <summary>Reads AIFF's text chunks (Apple, Audio Interchange File Format 1.3) and the chunk with an ID3v2 tag that iTunes writes.</summary>
internal static class AiffTagReader
{
    private const int MaximumChunks = 10_000;

    public static void Read(Stream stream, TagFields fields)
    {
        var texts = new TagFields();
        var bytes = TagBytes.At(stream, 0, stream.Length);
        Span<byte> header = stackalloc byte[12];
        if (!bytes.TryRead(header))
        {
            return;
        }

        header = header[..8];
        for (var count = 0; count < MaximumChunks && bytes.TryRead(header); count++)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
            switch (Encoding.Latin1.GetString(header[..4]))
            {
                case "NAME" when bytes.ReadStart(size, TagText.MaximumBytes) is { } text:
                    texts.Add(TagField.Title, TagText.Guess(text));
                    break;
                case "AUTH" when bytes.ReadStart(size, TagText.MaximumBytes) is { } text:
                    texts.Add(TagField.Artist, TagText.Guess(text));
                    break;
                case "ANNO" when bytes.ReadStart(size, TagText.MaximumBytes) is { } text:
                    texts.Add(TagField.Comment, TagText.Guess(text));
                    break;
                case "ID3 ":
                    bytes.TryReadPart(size, tag => Id3v2Reader.Read(tag, fields));
                    break;
                default:
                    bytes.TrySkip(size);
                    break;
            }

            if (size % 2 != 0 && bytes.Left > 0)
            {
                bytes.TrySkip(1);
            }
        }

        fields.Complete(texts);
    }
}
