using System.Numerics;
using ActorQueue.Audio.Signal;

namespace ActorQueue.Audio.Rhythm;

/// <summary>
/// Autocorrelation of the onset envelope, averaged over overlapping windows: bounded memory for any length, and a tempo that drifts over an hour still
/// shows in every window (F. Gouyon et al., An experimental comparison of audio tempo induction algorithms, IEEE TASLP 14, 2006, describe the family).
/// </summary>
/// <remarks>
/// Kept twice. In the sum of all regions a bass drum and a snare that take turns make one pulse, which is the beat of much music. Region by region (E. Scheirer, Tempo
/// and beat analysis of acoustic musical signals, JASA 103, 1998) a bass drum on the beat and a cymbal off it stay two slow pulses, which is the beat of much other.
/// </remarks>
internal sealed class PeriodicityAccumulator
{
    /// <summary>Longest period looked at: four beats at 40 BPM.</summary>
    public const double LongestLagSeconds = 6;

    // Twice the longest lag, so that even that one is seen over as many seconds again.
    private const double WindowSeconds = 12;

    // Mean squared rise. Dither at −90 dBFS gives less, brushes at −60 dBFS more.
    private const double SmallestVariance = 1e-6;

    private readonly int _window;
    private readonly int _lags;
    private readonly EnvelopeTrend _trend;
    private readonly RealFft _fft;
    private readonly float[][] _regions;
    private readonly float[] _whole;
    private readonly float[] _work;
    private readonly float[] _ones;
    private readonly float[] _power;
    private readonly float[] _regionPower;
    private readonly double[] _wholeSums;
    private readonly double[] _regionSums;
    private readonly double[] _weights;
    private int _filled;
    private int _fresh;

    /// <param name="framesPerSecond">Rate of the envelope.</param>
    /// <param name="regions">Values of each frame.</param>
    public PeriodicityAccumulator(double framesPerSecond, int regions)
    {
        FramesPerSecond = framesPerSecond;
        _window = (int)Math.Round(WindowSeconds * framesPerSecond);
        _lags = (int)Math.Ceiling(LongestLagSeconds * framesPerSecond) + 2;
        _trend = new EnvelopeTrend(framesPerSecond);
        _fft = new RealFft((int)BitOperations.RoundUpToPowerOf2((uint)(_window + _lags)));
        _regions = [.. Enumerable.Range(0, regions).Select(_ => new float[_window])];
        _whole = new float[_window];
        _work = new float[_fft.Size];
        _ones = new float[_fft.Size];
        _ones.AsSpan().Fill(1);
        _power = new float[_fft.Bins];
        _regionPower = new float[_fft.Bins];
        _wholeSums = new double[_lags];
        _regionSums = new double[_lags];
        _weights = new double[_lags];
    }

    /// <summary>Rate of the envelope.</summary>
    public double FramesPerSecond { get; }

    /// <summary>Windows that held onsets.</summary>
    public int Windows { get; private set; }

    /// <summary>Adds the next frame of the envelope.</summary>
    public void Add(ReadOnlySpan<float> regions)
    {
        float sum = 0;
        for (var i = 0; i < _regions.Length; i++)
        {
            _regions[i][_filled] = regions[i];
            sum += regions[i];
        }

        _whole[_filled++] = sum;
        _fresh++;
        if (_filled == _window)
        {
            CorrelateWindow();
            _filled = _window / 2;
            _whole.AsSpan(_window - _filled).CopyTo(_whole);
            foreach (var region in _regions)
            {
                region.AsSpan(_window - _filled).CopyTo(region);
            }

            _fresh = 0;
        }
    }

    /// <summary>Uses what is left, when it is a short piece or a good part of a window.</summary>
    public void Finish()
    {
        if (_fresh > _window / 4 || Windows == 0)
        {
            CorrelateWindow();
        }

        _fresh = 0;
    }

    /// <summary>Mean autocorrelation of the sum of all regions, 1 at lag 0; linear between frames, 0 where nothing was seen.</summary>
    public double Whole(double lagFrames) => At(_wholeSums, lagFrames);

    /// <summary>Mean over the regions of their autocorrelations, 1 at lag 0; linear between frames, 0 where nothing was seen.</summary>
    public double ByRegion(double lagFrames) => At(_regionSums, lagFrames);

    private double At(double[] sums, double lagFrames)
    {
        var lag = (int)lagFrames;
        if (lag + 1 >= _lags || _weights[lag] <= 0)
        {
            return 0;
        }

        var fraction = lagFrames - lag;
        var next = _weights[lag + 1] > 0 ? sums[lag + 1] / _weights[lag + 1] : 0;
        return ((1 - fraction) * sums[lag] / _weights[lag]) + (fraction * next);
    }

    private void CorrelateWindow()
    {
        // Two beats at the slowest tempo fill three seconds, but a second can hold a fast pulse; less cannot.
        if (_filled < FramesPerSecond)
        {
            return;
        }

        var energy = Spectrum(_whole, _power);
        if (energy / _filled < SmallestVariance)
        {
            return;
        }

        Windows++;
        Accumulate(_wholeSums);
        _power.AsSpan().Clear();
        foreach (var region in _regions)
        {
            // Between one voice each and as much as they move: a busy region counts more, a loud one does not drown the others.
            var regionEnergy = Spectrum(region, _regionPower);
            var weight = regionEnergy > 0 ? 1 / Math.Sqrt(regionEnergy) : 0;
            for (var k = 0; k < _power.Length; k++)
            {
                _power[k] += (float)(weight * _regionPower[k]);
            }
        }

        Accumulate(_regionSums);
        var windowWeight = (double)_filled / _window;
        for (var lag = 0; lag < LongestLag; lag++)
        {
            _weights[lag] += windowWeight;
        }
    }

    // A lag seen over less than a quarter of the window tells nothing.
    private int LongestLag => Math.Min(_lags, _filled * 3 / 4);

    // Leaves the power spectrum of the envelope without its trend and returns its energy.
    private double Spectrum(float[] envelope, float[] power)
    {
        _work.AsSpan().Clear();
        _trend.Remove(envelope.AsSpan(0, _filled), _work);
        Smooth(_work.AsSpan(0, _filled));
        double energy = 0;
        foreach (var value in _work.AsSpan(0, _filled))
        {
            energy += value * (double)value;
        }

        _fft.Power(_work, _ones, power);
        return energy;
    }

    // Adds the autocorrelation that belongs to the power spectrum: the spectrum is real and even, so a forward transform of its mirrored whole is the inverse.
    private void Accumulate(double[] sums)
    {
        _power.CopyTo(_work, 0);
        for (var k = 1; k < _power.Length - 1; k++)
        {
            _work[_fft.Size - k] = _power[k];
        }

        _fft.Transform(_work, _ones, _power, _regionPower);
        var weight = (double)_filled / _window / _power[0];
        for (var lag = 0; lag < LongestLag; lag++)
        {
            // Fewer products meet at long lags: their sum is divided by that number.
            sums[lag] += weight * _power[lag] * _filled / (_filled - lag);
        }
    }

    // Binomial, one frame to both sides, twice: a beat between two frames still correlates with one on a frame, and peaks get the round tops that interpolation needs.
    private static void Smooth(Span<float> values)
    {
        for (var pass = 0; pass < 2; pass++)
        {
            var previous = values[0];
            for (var i = 0; i < values.Length - 1; i++)
            {
                var current = values[i];
                values[i] = (0.25f * previous) + (0.5f * current) + (0.25f * values[i + 1]);
                previous = current;
            }
        }
    }
}
