using System.Numerics;

namespace ActorQueue.Audio.Rhythm;

/// <summary>
/// Places the beats: the sequence of frames with the most onset strength whose distances are close to the local period, by dynamic programming
/// (D. Ellis, Beat tracking by dynamic programming, J. New Music Research 36, 2007). The sequence is followed back every half minute and what lies longer ago is
/// settled, which later frames hardly ever change, so that only a minute of links is kept.
/// </summary>
internal sealed class BeatTracker
{
    /// <summary>Beats that a report lists.</summary>
    public const int MostListed = 20_000;

    // Strengths are in units of their deviation, as in librosa 0.10, whose weight is 100: the period is not the whole piece's here but the local one, so less freedom is enough.
    private const double Tightness = 300;

    // The local period is known better than that.
    private const double ShortestStep = 0.7;
    private const double LongestStep = 1.4;

    // A beat is as wide as a 32nd of the period (Ellis' reference implementation), not less than a frame.
    private const double WidthPerPeriod = 1 / 32.0;
    private const double SmallestWidthFrames = 1;

    private const double SettleSeconds = 30;
    private const int BlockFrames = 512;

    private readonly PulseCurve _curve;
    private readonly LocalTempo _tempo;
    private readonly double[] _scores;
    private readonly ushort[] _steps;
    private readonly float[] _strengths;
    private readonly int _mask;
    private readonly List<double> _beats = [];
    private readonly List<float> _heights = [];
    private readonly double[] _costs = new double[1024];
    private int _costsFor = -1;
    private int _settled = -1;

    private BeatTracker(PulseCurve curve, double bpm)
    {
        _curve = curve;
        _tempo = new LocalTempo(curve, bpm);
        var ring = (int)BitOperations.RoundUpToPowerOf2((uint)(2.5 * SettleSeconds * curve.FramesPerSecond));
        _mask = ring - 1;
        _scores = new double[ring];
        _steps = new ushort[ring];
        _strengths = new float[ring];
    }

    /// <summary>The beats in seconds, ascending.</summary>
    /// <param name="history">The envelope, complete.</param>
    /// <param name="framesPerSecond">Its rate.</param>
    /// <param name="bpm">Tempo of the whole piece, which sets the metrical level.</param>
    public static IReadOnlyList<double> Track(AccentHistory history, double framesPerSecond, double bpm)
    {
        var tracker = new BeatTracker(new PulseCurve(history, framesPerSecond), bpm);
        tracker.Follow();
        return tracker.Heard();
    }

    private void Follow()
    {
        var settle = (int)(SettleSeconds * _curve.FramesPerSecond);
        var nextSettling = 2 * settle;
        var margin = (int)Math.Ceiling(3 * Math.Max(SmallestWidthFrames, WidthPerPeriod * 2.2 * _curve.FramesPerSecond));
        var block = new float[BlockFrames + (2 * margin)];
        for (var from = 0; from < _curve.Frames; from += BlockFrames)
        {
            _curve.Read(from - margin, block);
            var count = Math.Min(BlockFrames, _curve.Frames - from);
            for (var i = 0; i < count; i++)
            {
                var frame = from + i;
                var period = _tempo.PeriodAt(frame);
                _strengths[frame & _mask] = Smoothed(block, margin + i, Math.Max(SmallestWidthFrames, WidthPerPeriod * period));
                Arrive(frame, period);
            }

            if (from + count >= nextSettling)
            {
                Settle(from + count - 1, from + count - 1 - settle);
                nextSettling += settle;
            }
        }

        Settle(_curve.Frames - 1, _curve.Frames - 1);
    }

    private void Arrive(int frame, double period)
    {
        var shortest = (int)Math.Round(ShortestStep * period);
        var longest = (int)Math.Round(LongestStep * period);
        Prepare(period, shortest, longest);
        var best = 0.0;
        var bestStep = 0;
        for (var step = shortest; step <= Math.Min(longest, frame); step++)
        {
            var value = _scores[(frame - step) & _mask] - _costs[step];
            if (value > best)
            {
                (best, bestStep) = (value, step);
            }
        }

        _scores[frame & _mask] = best + _strengths[frame & _mask];
        _steps[frame & _mask] = (ushort)bestStep;
    }

    private void Prepare(double period, int shortest, int longest)
    {
        var key = (int)Math.Round(4 * period);
        if (key == _costsFor)
        {
            return;
        }

        _costsFor = key;
        for (var step = Math.Max(1, shortest - 1); step <= longest + 1; step++)
        {
            var octaves = Math.Log(step / period);
            _costs[step] = Tightness * octaves * octaves;
        }
    }

    // Adds the beats up to a frame, as they are seen from the best end.
    private void Settle(int newest, int upTo)
    {
        var reach = Math.Min(newest, (int)_tempo.PeriodAt(newest));
        var end = newest;
        for (var frame = newest - reach; frame <= newest; frame++)
        {
            if (_scores[frame & _mask] > _scores[end & _mask])
            {
                end = frame;
            }
        }

        var first = _beats.Count;
        var after = _settled < 0 ? -1 : _settled + (int)(_tempo.PeriodAt(_settled) / 2);
        for (var frame = end; frame > after; frame -= _steps[frame & _mask])
        {
            if (frame <= upTo)
            {
                _settled = Math.Max(_settled, frame);
                _beats.Add(frame);
                _heights.Add(_strengths[frame & _mask]);
            }

            if (_steps[frame & _mask] == 0)
            {
                break;
            }
        }

        _beats.Reverse(first, _beats.Count - first);
        _heights.Reverse(first, _heights.Count - first);
    }

    // The search goes on through silence before, after and between; beats there are not heard.
    private List<double> Heard()
    {
        double sum = 0;
        foreach (var height in _heights)
        {
            sum += height * height;
        }

        var least = 0.5 * Math.Sqrt(sum / Math.Max(1, _heights.Count));
        var first = _heights.FindIndex(height => height >= least);
        var last = _heights.FindLastIndex(height => height >= least);
        return first < 0
            ? []
            : [.. _beats.GetRange(first, last - first + 1).Select(frame => OnsetTime.Seconds(frame, _curve.FramesPerSecond))];
    }

    private static float Smoothed(float[] block, int at, double width)
    {
        var reach = Math.Min((int)Math.Ceiling(3 * width), Math.Min(at, block.Length - 1 - at));
        double sum = block[at];
        for (var i = 1; i <= reach; i++)
        {
            sum += Math.Exp(-0.5 * i * i / (width * width)) * (block[at - i] + block[at + i]);
        }

        return (float)sum;
    }
}
