namespace ActorQueue.Audio.Series;

/// <summary>Values over time: columns of equal width, each of some rows.</summary>
public sealed class SeriesTrack
{
    private readonly float[] _values;

    /// <summary>A track of values.</summary>
    /// <param name="rows">Values of a column, 1 or more.</param>
    /// <param name="columnSeconds">Width of a column; the first starts at 0.</param>
    /// <param name="values">Column after column; NaN where there is no value.</param>
    internal SeriesTrack(int rows, double columnSeconds, float[] values)
    {
        (Rows, ColumnSeconds, _values) = (rows, columnSeconds, values);
    }

    /// <summary>Values of a column.</summary>
    public int Rows { get; }

    /// <summary>Number of columns, 0 to <see cref="AudioSeries.MaxColumns"/>.</summary>
    public int Columns => _values.Length / Rows;

    /// <summary>Width of a column, in seconds; the last may be filled in part only.</summary>
    public double ColumnSeconds { get; }

    /// <summary>All values, column after column.</summary>
    internal ReadOnlySpan<float> Values => _values;

    /// <summary>The values of a column; NaN where there is none.</summary>
    public ReadOnlySpan<float> Column(int index) => _values.AsSpan(index * Rows, Rows);
}
