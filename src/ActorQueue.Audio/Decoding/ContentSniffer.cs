using ActorQueue.Audio.Decoding.Mpeg;

namespace ActorQueue.Audio.Decoding;

/// <summary>Tells by its bytes what a file is. Names lie: half of all "broken" files are something else with the wrong extension.</summary>
internal static class ContentSniffer
{
    /// <summary>Enough for every signature below.</summary>
    private const int HeadBytes = 64;

    private static readonly (byte[] Signature, ContentKind Kind, string Name)[] Signatures =
    [
        ("fLaC"u8.ToArray(), ContentKind.Flac, "FLAC"),
        ("OggS"u8.ToArray(), ContentKind.Ogg, "Ogg"),
        ("RIFX"u8.ToArray(), ContentKind.OtherSoundFile, "big-endian WAV"),
        ("caff"u8.ToArray(), ContentKind.OtherSoundFile, "CAF"),
        (".snd"u8.ToArray(), ContentKind.OtherSoundFile, "AU"),
        ("riff"u8.ToArray(), ContentKind.OtherSoundFile, "W64"),
        ("Creative Voice File"u8.ToArray(), ContentKind.OtherSoundFile, "VOC"),
        ("wvpk"u8.ToArray(), ContentKind.ForeignAudio, "WavPack"),
        ("MAC "u8.ToArray(), ContentKind.ForeignAudio, "Monkey's Audio"),
        ("MPCK"u8.ToArray(), ContentKind.ForeignAudio, "Musepack 8"),
        ("MP+"u8.ToArray(), ContentKind.ForeignAudio, "Musepack 7"),
        ("TTA1"u8.ToArray(), ContentKind.ForeignAudio, "True Audio"),
        ("tBaK"u8.ToArray(), ContentKind.ForeignAudio, "TAK"),
        ("ajkg"u8.ToArray(), ContentKind.ForeignAudio, "Shorten"),
        ("DSD "u8.ToArray(), ContentKind.ForeignAudio, "DSF"),
        ("FRM8"u8.ToArray(), ContentKind.ForeignAudio, "DSDIFF"),
        ("#!AMR"u8.ToArray(), ContentKind.ForeignAudio, "AMR"),
        (".RMF"u8.ToArray(), ContentKind.ForeignAudio, "RealMedia"),
        ([0x2E, 0x72, 0x61, 0xFD], ContentKind.ForeignAudio, "RealMedia"),
        ("FLV\x01"u8.ToArray(), ContentKind.ForeignAudio, "Flash video"),
        ([0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], ContentKind.ForeignAudio, "WMA"),
        ([0x1A, 0x45, 0xDF, 0xA3], ContentKind.ForeignAudio, "Matroska or WebM"),
        ("MThd"u8.ToArray(), ContentKind.NotAudio, "MIDI, which holds notes and no sound"),
        ([0x89, 0x50, 0x4E, 0x47], ContentKind.NotAudio, "a PNG image"),
        ([0xFF, 0xD8, 0xFF, 0xE0], ContentKind.NotAudio, "a JPEG image"),
        ([0xFF, 0xD8, 0xFF, 0xE1], ContentKind.NotAudio, "a JPEG image"),
        ("GIF8"u8.ToArray(), ContentKind.NotAudio, "a GIF image"),
        ("%PDF"u8.ToArray(), ContentKind.NotAudio, "a PDF document"),
        ("PK\x03\x04"u8.ToArray(), ContentKind.NotAudio, "a ZIP archive"),
        ([0x1F, 0x8B], ContentKind.NotAudio, "a gzip archive"),
        ([0x7F, 0x45, 0x4C, 0x46], ContentKind.NotAudio, "a program"),
        ("<!DOCTYPE"u8.ToArray(), ContentKind.NotAudio, "an HTML page"),
        ("<html"u8.ToArray(), ContentKind.NotAudio, "an HTML page"),
        ("<?xml"u8.ToArray(), ContentKind.NotAudio, "an XML document"),
    ];

    /// <summary>Looks at the start of a seekable stream; leaves its position anywhere.</summary>
    public static Content Identify(Stream stream)
    {
        Span<byte> buffer = stackalloc byte[HeadBytes];
        var head = ReadHead(stream, 0, buffer);
        if (head.Length >= 12)
        {
            if (head[8..12].SequenceEqual("WAVE"u8)
                && (head.StartsWith("RIFF"u8) || head.StartsWith("RF64"u8) || head.StartsWith("BW64"u8)))
            {
                return new Content(ContentKind.Wave, "WAV");
            }

            if (head.StartsWith("FORM"u8) && (head[8..12].SequenceEqual("AIFF"u8) || head[8..12].SequenceEqual("AIFC"u8)))
            {
                return new Content(ContentKind.Aiff, "AIFF");
            }

            if (head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("AVI "u8))
            {
                return new Content(ContentKind.ForeignAudio, "AVI");
            }

            // QuickTime's older files begin with the index or the data itself.
            var atom = head[4..8];
            if (atom.SequenceEqual("ftyp"u8) || atom.SequenceEqual("moov"u8) || atom.SequenceEqual("mdat"u8))
            {
                return new Content(ContentKind.ForeignAudio, "MP4");
            }
        }

        if (MatchSignature(head) is { } known)
        {
            return known;
        }

        // An ID3v2 tag may stand before FLAC, AAC and True Audio as well as before MP3.
        var tagBytes = Id3Tag.SizeOf(head);
        if (tagBytes > 0 && MatchSignature(ReadHead(stream, tagBytes, buffer)) is { Kind: ContentKind.Flac or ContentKind.ForeignAudio } tagged)
        {
            return tagged;
        }

        return MpegStream.FindFirstFrame(stream, tagBytes) is not null
            ? new Content(ContentKind.MpegAudio, "MP3")
            : IsText(ReadHead(stream, 0, buffer)) ? new Content(ContentKind.NotAudio, "text") : new Content(ContentKind.Unknown, "unknown data");
    }

    private static Content? MatchSignature(ReadOnlySpan<byte> head)
    {
        foreach (var (signature, kind, name) in Signatures)
        {
            if (head.StartsWith(signature))
            {
                return new Content(kind, name);
            }
        }

        // ADTS: the sync word of MPEG audio with the layer bits 0.
        return head.Length > 1 && head[0] == 0xFF && (head[1] & 0xF6) == 0xF0
            ? new Content(ContentKind.ForeignAudio, "AAC")
            : null;
    }

    private static ReadOnlySpan<byte> ReadHead(Stream stream, long position, Span<byte> buffer)
    {
        stream.Position = Math.Min(position, stream.Length);
        return buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
    }

    private static bool IsText(ReadOnlySpan<byte> head) =>
        head.Length > 0 && !head.ContainsAnyExceptInRange((byte)'\t', (byte)'~');
}
