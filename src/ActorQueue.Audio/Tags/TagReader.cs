using ActorQueue.Audio.Decoding;
using ActorQueue.Audio.Decoding.Mpeg;

namespace ActorQueue.Audio.Tags;

/// <summary>
/// Reads the tags of a file without its audio. Damaged tags are read as far as they make sense and are no error: they say nothing about the audio.
/// </summary>
internal static class TagReader
{
    /// <summary>The tags of sniffed content; null when it has none, or its kind is left to ffprobe. Leaves the stream's position anywhere.</summary>
    public static AudioTags? Read(Stream stream, Content content)
    {
        var fields = new TagFields();
        switch (content.Kind, content.Name)
        {
            case (ContentKind.Wave, _):
                RiffTagReader.Read(stream, fields);
                break;
            case (ContentKind.Aiff, _):
                AiffTagReader.Read(stream, fields);
                break;
            case (ContentKind.Flac, _):
                ReadFlac(stream, fields);
                break;
            case (ContentKind.Ogg, _):
                OggTagReader.Read(stream, fields);
                break;
            case (_, "MP4"):
                Mp4TagReader.Read(stream, fields);
                break;
            case (ContentKind.MpegAudio, _) or (_, "AAC" or "Monkey's Audio" or "Musepack 7" or "Musepack 8" or "TAK" or "True Audio" or "WavPack"):
                ReadAround(stream, fields);
                break;
        }

        return fields.ToTags();
    }

    /// <summary>The tags that stand around audio without a container: ID3v2 before it, APE and ID3v1 behind. The richer goes first.</summary>
    private static void ReadAround(Stream stream, TagFields fields)
    {
        Id3v2Reader.Read(TagBytes.At(stream, 0, stream.Length), fields);
        var oldest = new TagFields();
        var end = stream.Length - (Id3v1Reader.Read(stream, oldest) ? Id3v1Reader.Bytes : 0);
        var ape = new TagFields();
        ApeTagReader.Read(stream, end, ape);
        fields.Complete(ape);
        fields.Complete(oldest);
    }

    private static void ReadFlac(Stream stream, TagFields fields)
    {
        var head = new byte[Id3Tag.HeaderBytes];
        var tagBytes = TagBytes.At(stream, 0, head.Length).TryRead(head) ? Id3Tag.SizeOf(head) : 0;
        FlacTagReader.Read(TagBytes.At(stream, tagBytes, stream.Length), fields);
        if (tagBytes > 0)
        {
            var before = new TagFields();
            Id3v2Reader.Read(TagBytes.At(stream, 0, tagBytes), before);
            fields.Complete(before);
        }
    }
}
