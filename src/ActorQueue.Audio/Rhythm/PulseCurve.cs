namespace ActorQueue.Audio.Rhythm;

/// <summary>
/// The kept onset envelope with what changes over bars taken out: less its mean over 2.5 s, above 0, in units of its root mean square over 8 s,
/// so that beats of quiet passages count like those of loud ones.
/// </summary>
internal sealed class PulseCurve
{
    private const double LevelSeconds = 8;

    // A passage 30 dB below the whole, or without onsets at all, is not raised to it.
    private const double SmallestShare = 0.03;
    private const double SmallestLevel = 1e-6;

    private readonly AccentHistory _history;
    private readonly EnvelopeTrend _trend;
    private readonly int _level;
    private readonly double _floor;
    private float[] _raw = [];
    private float[] _flat = [];

    /// <param name="history">The envelope, complete.</param>
    /// <param name="framesPerSecond">Its rate.</param>
    public PulseCurve(AccentHistory history, double framesPerSecond)
    {
        _history = history;
        FramesPerSecond = framesPerSecond;
        _trend = new EnvelopeTrend(framesPerSecond);
        _level = (int)(LevelSeconds / 2 * framesPerSecond);
        _floor = Math.Max(SmallestLevel, SmallestShare * WholeLevel());
    }

    /// <summary>Rate of the envelope.</summary>
    public double FramesPerSecond { get; }

    /// <summary>Length of the envelope.</summary>
    public int Frames => _history.Frames;

    /// <summary>Fills in the curve from a frame on; 0 outside the envelope.</summary>
    /// <returns>Whether there is anything but silence among it.</returns>
    public bool Read(int from, Span<float> target)
    {
        var margin = _trend.Reach + _level;
        if (_raw.Length < target.Length + (2 * margin))
        {
            _raw = new float[target.Length + (2 * margin)];
            _flat = new float[_raw.Length];
        }

        var raw = _raw.AsSpan(0, target.Length + (2 * margin));
        var first = from - margin;
        _history.Read(first, raw);
        RemoveTrend(raw, first);
        return Normalise(target, from, first);
    }

    private void RemoveTrend(ReadOnlySpan<float> raw, int first)
    {
        // Means of what lies inside the envelope only.
        var begin = Math.Clamp(-first, 0, raw.Length);
        var end = Math.Clamp(Frames - first, begin, raw.Length);
        var flat = _flat.AsSpan(0, raw.Length);
        flat.Clear();
        _trend.Remove(raw[begin..end], flat[begin..end]);
        foreach (ref var value in flat[begin..end])
        {
            value = Math.Max(0, value);
        }
    }

    private bool Normalise(Span<float> target, int from, int first)
    {
        var sounds = false;
        double sum = 0;
        var low = Math.Max(0, from - _level);
        var high = low;
        for (var i = 0; i < target.Length; i++)
        {
            var frame = from + i;
            if (frame < 0 || frame >= Frames)
            {
                target[i] = 0;
                continue;
            }

            for (; high < Math.Min(Frames, frame + _level + 1); high++)
            {
                sum += Square(_flat[high - first]);
            }

            for (; low < frame - _level; low++)
            {
                sum -= Square(_flat[low - first]);
            }

            var level = Math.Sqrt(Math.Max(0, sum) / (high - low));
            sounds |= level > _floor;
            target[i] = (float)(_flat[frame - first] / Math.Max(_floor, level));
        }

        return sounds;
    }

    private double WholeLevel()
    {
        Span<float> part = stackalloc float[1024];
        double sum = 0;
        for (var from = 0; from < Frames; from += part.Length)
        {
            _history.Read(from, part);
            foreach (var value in part)
            {
                sum += Square(value);
            }
        }

        return Math.Sqrt(sum / Math.Max(1, Frames));
    }

    private static double Square(double value) => value * value;
}
