namespace ActorQueue.Audio.Tags;

/// <summary>
/// What a file says about itself. Each value is null when the file does not say it. Texts are trimmed, without control characters, at most
/// 2,000 characters long; several values of one field are joined by "; ".
/// </summary>
public sealed record AudioTags
{
    /// <summary>Name of the piece.</summary>
    public string? Title { get; init; }

    /// <summary>Who performs it.</summary>
    public string? Artist { get; init; }

    /// <summary>Name of the release.</summary>
    public string? Album { get; init; }

    /// <summary>Whose release it is.</summary>
    public string? AlbumArtist { get; init; }

    /// <summary>Who wrote it.</summary>
    public string? Composer { get; init; }

    /// <summary>Place on the disc, from 1.</summary>
    public int? Track { get; init; }

    /// <summary>Tracks of the disc.</summary>
    public int? TrackTotal { get; init; }

    /// <summary>Place of the disc in the release, from 1.</summary>
    public int? Disc { get; init; }

    /// <summary>Discs of the release.</summary>
    public int? DiscTotal { get; init; }

    /// <summary>The year in <see cref="Date"/>, 1000 to 2999.</summary>
    public int? Year { get; init; }

    /// <summary>Date of the release as it is written in the file, mostly "2003" or "2003-05-21".</summary>
    public string? Date { get; init; }

    /// <summary>Genre; ID3's numbers as their names.</summary>
    public string? Genre { get; init; }

    /// <summary>Comment or description.</summary>
    public string? Comment { get; init; }

    /// <summary>
    /// Gain that brings the track to ReplayGain's reference (about −18 LUFS), in dB, as somebody else measured it. Opus' R128 gains, which aim at
    /// −23 LUFS, are raised by 5 dB.
    /// </summary>
    public double? ReplayGainTrackDb { get; init; }

    /// <summary>Largest sample of the track according to ReplayGain, 1 is full scale.</summary>
    public double? ReplayGainTrackPeak { get; init; }

    /// <summary>The gain of the whole release, in dB, as for <see cref="ReplayGainTrackDb"/>.</summary>
    public double? ReplayGainAlbumDb { get; init; }

    /// <summary>Largest sample of the release according to ReplayGain, 1 is full scale.</summary>
    public double? ReplayGainAlbumPeak { get; init; }

    /// <summary>The front cover, or the first picture when none is marked so; null when there is no picture.</summary>
    public CoverArt? Cover { get; init; }
}

/// <summary>A picture in a file; it stays there.</summary>
/// <param name="MimeType">Its type as the file declares it, "image/jpeg"; null when not said.</param>
/// <param name="Bytes">Its declared size; null when not said.</param>
public sealed record CoverArt(string? MimeType, long? Bytes);
