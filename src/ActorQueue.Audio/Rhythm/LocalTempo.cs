using System.Numerics;
using System.Runtime.InteropServices;

namespace ActorQueue.Audio.Rhythm;

/// <summary>
/// The period of the beat along a piece: the path through the autocorrelations of overlapping windows that is strong everywhere and moves little (dynamic programming
/// over a tempogram: G. Peeters, Template-based estimation of time-varying tempo, EURASIP J. Adv. Signal Process. 2007). Stays within a half octave of the whole piece's tempo,
/// so that the metrical level is one throughout.
/// </summary>
internal sealed class LocalTempo
{
    private const double WindowSeconds = 10;
    private const double StepSeconds = 3;

    // A hundredth apart: the beat tracker's own freedom is some hundredths.
    private const double PeriodRatio = 1.01;
    private const int StepsAside = 35;
    private const int Periods = (2 * StepsAside) + 1;
    private const int Multiples = 4;

    // A half octave off the whole piece's tempo costs half of the height of a perfect peak, a jump by a tenth as much as a quarter of it, and no jump more than twice that.
    private const double AsideCost = 0.5 / (StepsAside * StepsAside);
    private const double MoveCost = 0.25 / 100;
    private const double MostMoveCost = 0.5;

    private readonly double _step;
    private readonly double[] _periods;

    /// <param name="curve">What the piece plays.</param>
    /// <param name="bpm">Tempo of the whole piece.</param>
    public LocalTempo(PulseCurve curve, double bpm)
    {
        _step = StepSeconds * curve.FramesPerSecond;
        var centre = 60 * curve.FramesPerSecond / bpm;
        var grid = new double[Periods];
        for (var i = 0; i < Periods; i++)
        {
            grid[i] = centre * Math.Pow(PeriodRatio, i - StepsAside);
        }

        _periods = [.. StrongestPath(curve, grid).Select(index => grid[index])];
    }

    /// <summary>Period around a frame, in frames.</summary>
    public double PeriodAt(int frame)
    {
        var position = Math.Clamp(frame / _step, 0, _periods.Length - 1);
        var index = Math.Min((int)position, Math.Max(0, _periods.Length - 2));
        var fraction = position - index;
        return _periods.Length == 1 ? _periods[0] : ((1 - fraction) * _periods[index]) + (fraction * _periods[index + 1]);
    }

    private int[] StrongestPath(PulseCurve curve, double[] grid)
    {
        var windows = Math.Max(1, (int)Math.Ceiling(curve.Frames / _step));
        var window = new float[(int)(WindowSeconds * curve.FramesPerSecond)];
        var correlation = new double[Math.Min(window.Length * 3 / 4, (int)(grid[^1] * Multiples) + 3)];
        var cameFrom = new byte[windows][];
        var score = new double[Periods];
        var before = new double[Periods];
        for (var w = 0; w < windows; w++)
        {
            curve.Read((int)(w * _step) - (window.Length / 2), window);
            Correlate(window, correlation);
            (score, before) = (before, score);
            cameFrom[w] = new byte[Periods];
            for (var i = 0; i < Periods; i++)
            {
                var (best, from) = w == 0 ? (0, i) : Arrive(before, i);
                score[i] = best + Strength(correlation, grid[i]) - (AsideCost * (i - StepsAside) * (i - StepsAside));
                cameFrom[w][i] = (byte)from;
            }
        }

        var path = new int[windows];
        path[^1] = Array.IndexOf(score, score.Max());
        for (var w = windows - 1; w > 0; w--)
        {
            path[w - 1] = cameFrom[w][path[w]];
        }

        return path;
    }

    private static (double Score, int From) Arrive(double[] before, int to)
    {
        var best = (Score: double.NegativeInfinity, From: to);
        for (var from = 0; from < before.Length; from++)
        {
            var value = before[from] - Math.Min(MostMoveCost, MoveCost * (to - from) * (to - from));
            if (value > best.Score)
            {
                best = (value, from);
            }
        }

        return best;
    }

    // Less its mean, 1 at lag 0.
    private static void Correlate(Span<float> window, double[] correlation)
    {
        float mean = 0;
        foreach (var value in window)
        {
            mean += value;
        }

        mean /= window.Length;
        foreach (ref var value in window)
        {
            value -= mean;
        }

        var energy = Product(window, window);
        for (var lag = 0; lag < correlation.Length; lag++)
        {
            correlation[lag] = energy <= 0 ? 0 : Product(window[lag..], window[..^lag]) / energy * window.Length / (window.Length - lag);
        }
    }

    private static double Product(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var lefts = MemoryMarshal.Cast<float, Vector<float>>(left);
        var rights = MemoryMarshal.Cast<float, Vector<float>>(right);
        var sums = Vector<float>.Zero;
        for (var i = 0; i < lefts.Length; i++)
        {
            sums += lefts[i] * rights[i];
        }

        double sum = Vector.Sum(sums);
        for (var i = lefts.Length * Vector<float>.Count; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    // Mean over the multiples that the window holds.
    private static double Strength(double[] correlation, double period)
    {
        double sum = 0;
        var count = 0;
        for (var multiple = 1; multiple <= Multiples; multiple++)
        {
            var lag = (int)(multiple * period);
            if (lag + 1 >= correlation.Length)
            {
                break;
            }

            var fraction = (multiple * period) - lag;
            sum += ((1 - fraction) * correlation[lag]) + (fraction * correlation[lag + 1]);
            count++;
        }

        return count == 0 ? 0 : sum / count;
    }
}
