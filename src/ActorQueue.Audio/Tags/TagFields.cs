using System.Globalization;

namespace ActorQueue.Audio.Tags;

/// <summary>Gathers what a tag says until it is whole.</summary>
internal sealed class TagFields
{
    private const int MaximumNumber = 9999;
    private const double LargestGainDb = 100;
    private const double LargestPeak = 1000;

    /// <summary>Between EBU R 128's reference and ReplayGain 2's.</summary>
    private const double ReplayGainAboveR128Db = 5;

    /// <summary>The names that Vorbis comments, APE tags, ID3's and MP4's free fields and ffprobe have in common; without spaces and underscores.</summary>
    private static readonly Dictionary<string, TagField> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["TITLE"] = TagField.Title,
        ["ARTIST"] = TagField.Artist,
        ["ALBUM"] = TagField.Album,
        ["ALBUMARTIST"] = TagField.AlbumArtist,
        ["COMPOSER"] = TagField.Composer,
        ["TRACKNUMBER"] = TagField.Track,
        ["TRACK"] = TagField.Track,
        ["TRACKTOTAL"] = TagField.TrackTotal,
        ["TOTALTRACKS"] = TagField.TrackTotal,
        ["DISCNUMBER"] = TagField.Disc,
        ["DISC"] = TagField.Disc,
        ["DISCTOTAL"] = TagField.DiscTotal,
        ["TOTALDISCS"] = TagField.DiscTotal,
        ["DATE"] = TagField.Date,
        ["YEAR"] = TagField.Date,
        ["GENRE"] = TagField.Genre,
        ["COMMENT"] = TagField.Comment,
        ["DESCRIPTION"] = TagField.Comment,
        ["REPLAYGAINTRACKGAIN"] = TagField.TrackGain,
        ["REPLAYGAINTRACKPEAK"] = TagField.TrackPeak,
        ["REPLAYGAINALBUMGAIN"] = TagField.AlbumGain,
        ["REPLAYGAINALBUMPEAK"] = TagField.AlbumPeak,
        ["R128TRACKGAIN"] = TagField.R128TrackGain,
        ["R128ALBUMGAIN"] = TagField.R128AlbumGain,
    };

    private readonly Dictionary<TagField, string> _values = [];
    private CoverArt? _cover;
    private bool _isFrontCover;

    public bool Has(TagField field) => _values.ContainsKey(field);

    /// <summary>Adds a value; one of several of its field is put behind the others.</summary>
    public void Add(TagField field, string value)
    {
        var text = TagText.Clean(value);
        if (field == TagField.None || text.Length == 0)
        {
            return;
        }

        if (!_values.TryGetValue(field, out var known))
        {
            _values[field] = text;
        }
        else if (known.Length < TagText.MaximumCharacters && !string.Equals(known, text, StringComparison.Ordinal))
        {
            _values[field] = TagText.Clean($"{known}; {text}");
        }
    }

    /// <summary>Adds a value under the name that free-form tags have for it; unknown names are left out.</summary>
    public void AddNamed(string name, string value)
    {
        const int longestName = 64;
        if (name.Length <= longestName)
        {
            var plain = name.Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
            Add(Names.GetValueOrDefault(plain), value);
        }
    }

    /// <summary>Adds a picture; a front cover goes before any other.</summary>
    public void AddCover(string? mimeType, long? bytes, bool isFront)
    {
        if (_cover is null || (isFront && !_isFrontCover))
        {
            var type = TagText.Clean(mimeType ?? "");
            _cover = new CoverArt(type.Length == 0 ? null : type, bytes);
            _isFrontCover = isFront;
        }
    }

    /// <summary>Takes what is not known yet from a poorer tag of the same file.</summary>
    public void Complete(TagFields other)
    {
        foreach (var (field, value) in other._values)
        {
            _values.TryAdd(field, value);
        }

        _cover ??= other._cover;
    }

    /// <summary>The tags; null when nothing was said.</summary>
    public AudioTags? ToTags()
    {
        var (track, trackTotal) = Numbers(TagField.Track, TagField.TrackTotal);
        var (disc, discTotal) = Numbers(TagField.Disc, TagField.DiscTotal);
        var tags = new AudioTags
        {
            Title = Text(TagField.Title),
            Artist = Text(TagField.Artist),
            Album = Text(TagField.Album),
            AlbumArtist = Text(TagField.AlbumArtist),
            Composer = Text(TagField.Composer),
            Track = track,
            TrackTotal = trackTotal,
            Disc = disc,
            DiscTotal = discTotal,
            Date = Text(TagField.Date),
            Year = Year(Text(TagField.Date)),
            Genre = Text(TagField.Genre),
            Comment = Text(TagField.Comment),
            ReplayGainTrackDb = Gain(TagField.TrackGain, TagField.R128TrackGain),
            ReplayGainTrackPeak = Peak(TagField.TrackPeak),
            ReplayGainAlbumDb = Gain(TagField.AlbumGain, TagField.R128AlbumGain),
            ReplayGainAlbumPeak = Peak(TagField.AlbumPeak),
            Cover = _cover,
        };
        return tags == new AudioTags() ? null : tags;
    }

    private string? Text(TagField field) => _values.GetValueOrDefault(field);

    /// <summary>"3", or "3/12" with the total.</summary>
    private (int? Number, int? Total) Numbers(TagField number, TagField total)
    {
        var parts = (Text(number) ?? "").Split('/', 2);
        return (Whole(parts[0]), Whole(Text(total)) ?? (parts.Length > 1 ? Whole(parts[1]) : null));
    }

    private static int? Whole(string? text) =>
        int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var value)
        && value is > 0 and <= MaximumNumber
            ? value
            : null;

    /// <summary>The first four digits in a row that can be a year: people write dates in every order.</summary>
    private static int? Year(string? date)
    {
        var digits = 0;
        for (var at = 0; date is not null && at < date.Length; at++)
        {
            digits = char.IsAsciiDigit(date[at]) ? digits + 1 : 0;
            if (digits == 4 && int.Parse(date.AsSpan(at - 3, 4), NumberStyles.None, CultureInfo.InvariantCulture) is >= 1000 and < 3000 and var year)
            {
                return year;
            }
        }

        return null;
    }

    private double? Gain(TagField field, TagField r128Field)
    {
        if (Text(field) is { } text && Number(text.Replace("dB", "", StringComparison.OrdinalIgnoreCase)) is { } gain && Math.Abs(gain) <= LargestGainDb)
        {
            return gain;
        }

        return Text(r128Field) is { } r128 && Number(r128) is { } steps && Math.Abs(steps) <= short.MaxValue + 1
            ? Math.Round((steps / 256) + ReplayGainAboveR128Db, 2)
            : null;
    }

    private double? Peak(TagField field) => Text(field) is { } text && Number(text) is { } peak && peak is >= 0 and <= LargestPeak ? peak : null;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
