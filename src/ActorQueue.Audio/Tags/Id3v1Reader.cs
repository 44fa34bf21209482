using System.Text;

namespace ActorQueue.Audio.Tags;

/// <summary>Reads ID3v1 and 1.1, the last 128 bytes of a file: fixed fields in Latin-1, or what its writer took for that.</summary>
internal static class Id3v1Reader
{
    public const int Bytes = 128;

    /// <summary>Whether there was one.</summary>
    public static bool Read(Stream stream, TagFields fields)
    {
        Span<byte> tag = stackalloc byte[Bytes];
        if (stream.Length < Bytes || !TagBytes.At(stream, stream.Length - Bytes, Bytes).TryRead(tag) || !tag.StartsWith("TAG"u8))
        {
            return false;
        }

        fields.Add(TagField.Title, TagText.Guess(tag.Slice(3, 30)));
        fields.Add(TagField.Artist, TagText.Guess(tag.Slice(33, 30)));
        fields.Add(TagField.Album, TagText.Guess(tag.Slice(63, 30)));
        fields.Add(TagField.Date, Encoding.Latin1.GetString(tag.Slice(93, 4)).TrimEnd('\0'));

        // Version 1.1 took the comment's last two bytes for the track.
        var hasTrack = tag[125] == 0 && tag[126] != 0;
        fields.Add(TagField.Comment, TagText.Guess(tag.Slice(97, hasTrack ? 28 : 30)));
        if (hasTrack)
        {
            fields.Add(TagField.Track, $"{tag[126]}");
        }

        fields.Add(TagField.Genre, NumberedGenres.Name(tag[127]) ?? "");
        return true;
    }
}
