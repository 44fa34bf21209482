namespace ActorQueue.Audio.Tags;

/// <summary>What can be said in a tag, under whatever name its format has for it.</summary>
internal enum TagField
{
    None,
    Title,
    Artist,
    Album,
    AlbumArtist,
    Composer,
    Track,
    TrackTotal,
    Disc,
    DiscTotal,
    Date,
    Genre,
    Comment,
    TrackGain,
    TrackPeak,
    AlbumGain,
    AlbumPeak,

    /// <summary>Opus: in 1/256 dB to −23 LUFS (RFC 7845 §5.2.1).</summary>
    R128TrackGain,
    R128AlbumGain,
}
