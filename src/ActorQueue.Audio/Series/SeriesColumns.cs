namespace ActorQueue.Audio.Series;

/// <summary>
/// Values over time in a bounded number of columns, whatever the length: a column is one frame wide at first, and whenever all are full, neighbours are joined, so that half of
/// them are free again and each is twice as wide. Allocates nothing after construction.
/// </summary>
internal sealed class SeriesColumns
{
    private readonly int _rows;
    private readonly double _frameSeconds;
    private readonly bool _keepsLargest;
    private readonly float[] _values;
    private long _framesPerColumn = 1;
    private long _framesInLast;
    private int _full;

    /// <param name="rows">Values of a frame.</param>
    /// <param name="frameSeconds">Time from one frame to the next.</param>
    /// <param name="keepsLargest">A column shows the largest value of its frames, else their mean.</param>
    public SeriesColumns(int rows, double frameSeconds, bool keepsLargest)
    {
        (_rows, _frameSeconds, _keepsLargest) = (rows, frameSeconds, keepsLargest);
        _values = new float[rows * AudioSeries.MaxColumns];
    }

    /// <summary>Columns that hold something.</summary>
    public int Count => _full + (_framesInLast > 0 ? 1 : 0);

    /// <summary>Takes the next frame in.</summary>
    public void Add(ReadOnlySpan<float> frame)
    {
        var column = _values.AsSpan(_full * _rows, _rows);
        if (_framesInLast == 0)
        {
            frame.CopyTo(column);
        }
        else
        {
            Join(column, frame);
        }

        if (++_framesInLast == _framesPerColumn)
        {
            _framesInLast = 0;
            if (++_full == AudioSeries.MaxColumns)
            {
                Widen();
            }
        }
    }

    /// <summary>What was gathered.</summary>
    /// <param name="map">Turns a column's values, means or largest ones, into <paramref name="rows"/> values of the track.</param>
    /// <param name="rows">Rows of the track.</param>
    public SeriesTrack ToTrack(int rows, Action<float[], Span<float>> map)
    {
        var values = new float[rows * Count];
        var column = new float[_rows];
        for (var i = 0; i < Count; i++)
        {
            _values.AsSpan(i * _rows, _rows).CopyTo(column);
            if (!_keepsLargest)
            {
                var frames = i < _full ? _framesPerColumn : _framesInLast;
                foreach (ref var value in column.AsSpan())
                {
                    value /= frames;
                }
            }

            map(column, values.AsSpan(i * rows, rows));
        }

        return new SeriesTrack(rows, _framesPerColumn * _frameSeconds, values);
    }

    private void Widen()
    {
        for (var i = 0; i < AudioSeries.MaxColumns / 2; i++)
        {
            var target = _values.AsSpan(i * _rows, _rows);
            _values.AsSpan(2 * i * _rows, _rows).CopyTo(target);
            Join(target, _values.AsSpan(((2 * i) + 1) * _rows, _rows));
        }

        _full = AudioSeries.MaxColumns / 2;
        _framesPerColumn *= 2;
    }

    private void Join(Span<float> column, ReadOnlySpan<float> frame)
    {
        for (var row = 0; row < column.Length; row++)
        {
            column[row] = _keepsLargest ? MathF.Max(column[row], frame[row]) : column[row] + frame[row];
        }
    }
}
