using ActorQueue.Audio.Series;

namespace ActorQueue.Audio.Pictures;

/// <summary>Where the columns of a track lie on the time axis of the whole piece.</summary>
internal static class TrackTime
{
    /// <summary>Middle of a column, 0 to 1.</summary>
    public static double Middle(SeriesTrack track, int column, AudioSeries series) =>
        Math.Min(1, (column + 0.5) * track.ColumnSeconds / series.DurationSeconds);

    /// <summary>Pictures of columns are as wide as their columns last, which need not end with the piece: columns beyond its end are left out.</summary>
    public static (int Columns, double Width) Fit(SeriesTrack track, AudioSeries series)
    {
        var columns = Math.Clamp((int)Math.Ceiling(series.DurationSeconds / track.ColumnSeconds), 1, Math.Max(1, track.Columns));
        return (columns, Math.Min(1, columns * track.ColumnSeconds / series.DurationSeconds));
    }
}
