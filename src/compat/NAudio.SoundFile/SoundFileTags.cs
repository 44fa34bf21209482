using NAudio.SoundFile.Interop;

namespace NAudio.SoundFile;

/// <summary>Text fields embedded in a file; null where the file has none.</summary>
public sealed class SoundFileTags
{
    public string? Title { get; set; }

    public string? Copyright { get; set; }

    public string? Software { get; set; }

    public string? Artist { get; set; }

    public string? Comment { get; set; }

    public string? Date { get; set; }

    public string? Album { get; set; }

    public string? TrackNumber { get; set; }

    public string? Genre { get; set; }

    public bool IsEmpty =>
        Title is null && Copyright is null && Software is null && Artist is null && Comment is null
        && Date is null && Album is null && TrackNumber is null && Genre is null;

    internal static SoundFileTags ReadFrom(SoundFileHandle handle) => new()
    {
        Title = handle.GetString(StringField.Title),
        Copyright = handle.GetString(StringField.Copyright),
        Software = handle.GetString(StringField.Software),
        Artist = handle.GetString(StringField.Artist),
        Comment = handle.GetString(StringField.Comment),
        Date = handle.GetString(StringField.Date),
        Album = handle.GetString(StringField.Album),
        TrackNumber = handle.GetString(StringField.TrackNumber),
        Genre = handle.GetString(StringField.Genre),
    };
}
