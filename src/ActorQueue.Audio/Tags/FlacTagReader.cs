namespace ActorQueue.Audio.Tags;

/// <summary>Reads the comment and picture blocks of native FLAC (RFC 9639 §8).</summary>
internal static class FlacTagReader
{
    private const int MaximumBlocks = 1000;
    private const int CommentBlock = 4;
    private const int PictureBlock = 6;

    /// <param name="bytes">From the "fLaC" marker on.</param>
    /// <param name="fields">Where the values go.</param>
    public static void Read(TagBytes bytes, TagFields fields)
    {
        if (!bytes.TrySkip(4))
        {
            return;
        }

        for (var count = 0; count < MaximumBlocks && bytes.TryReadUInt32BigEndian(out var header); count++)
        {
            var size = header & 0xFF_FFFF;
            var kind = (header >> 24) & 0x7F;
            var isRead = kind switch
            {
                CommentBlock => bytes.TryReadPart(size, block => VorbisComments.Read(block, fields)),
                PictureBlock => bytes.TryReadPart(size, block => VorbisComments.ReadPicture(block, fields)),
                _ => bytes.TrySkip(size),
            };
            if (!isRead || header >> 31 != 0)
            {
                return;
            }
        }
    }
}
