using System.Numerics;
using ActorQueue.Audio.Series;
using ActorQueue.Audio.Signal;

namespace ActorQueue.Audio.Tonal;

/// <summary>
/// Harmonic pitch class profile of a piece: spectral peaks, each counted for the pitch classes of which it may be a harmonic (E. Gómez, Tonal description of music
/// audio signals, PhD thesis, UPF 2006, chapter 3). Classes are a tenth of a semitone wide while they accumulate and are gathered into twelve only when the tuning
/// of the whole piece is known, so one pass in constant memory is enough.
/// </summary>
internal sealed class PitchClassAccumulator : ISpectrumAnalyser
{
    private const int ClassesPerSemitone = 10;

    /// <summary>Fine pitch classes.</summary>
    public const int Classes = 12 * ClassesPerSemitone;

    // Below, a frame cannot tell semitones apart; above, partials are inharmonic and noise prevails (Gómez 2006, section 3.3, has 100 to 5000 Hz).
    private const double LowestHz = 60;
    private const double HighestHz = 3500;

    // Tuning is read where fundamentals prevail: the fifth partial of an equally tempered tone lies 14 cents from its scale.
    private const double HighestTuningHz = 1200;

    // Gómez 2006, section 3.4: weights of the supposed fundamentals f, f/2, f/3, f/4 fall by 0.6 a step.
    private const int Harmonics = 4;
    private const double HarmonicDecay = 0.6;

    // Semitones must be told apart from about 200 Hz up: two Hann main lobes of 4 bins need a quarter of a second or more.
    private const double ShortestFrameSeconds = 0.25;

    // −50 dB: weaker peaks are side lobes and noise.
    private const float WeakestPeak = 1e-5f;

    // A peak of noise stands about 5 dB above its surroundings, a steady partial 20 dB and more.
    private const float LeastContrast = 6;

    private readonly double _binHz;
    private readonly int _firstBin;
    private readonly int _lastBin;
    private readonly double[] _classes = new double[Classes];
    private readonly double[] _frame = new double[Classes];
    private readonly double _silence;
    private readonly SeriesColumns? _series;
    private readonly float[] _seriesFrame = new float[Classes];
    private Complex _tuning;

    /// <param name="size">Frame size of the pass.</param>
    /// <param name="sampleRateHz">Sample rate in hertz.</param>
    /// <param name="series">Receives the fine classes of every frame; null when nobody wants them.</param>
    public PitchClassAccumulator(int size, int sampleRateHz, SeriesColumns? series = null)
    {
        _series = series;
        _binHz = (double)sampleRateHz / size;
        _firstBin = Math.Max(NeighbourhoodTo + 1, (int)(LowestHz / _binHz));
        _lastBin = Math.Min((size / 2) - NeighbourhoodTo - 1, (int)(HighestHz / _binHz));

        // A sine at −80 dBFS.
        _silence = 1e-8 * size * size / 16;
    }

    // Bins beside a peak that its own main lobe doesn't reach.
    private const int NeighbourhoodFrom = 3;
    private const int NeighbourhoodTo = 7;

    /// <summary>Samples of a frame at a sample rate: the power of two that lasts 0.25 to 0.5 s.</summary>
    public static int SizeOf(int sampleRateHz) => Math.Max(
        FftPlan.MinSize, (int)BitOperations.RoundUpToPowerOf2((uint)Math.Ceiling(ShortestFrameSeconds * sampleRateHz)));

    /// <summary>Whether any pitch was found.</summary>
    public bool HasPitches => _tuning != Complex.Zero;

    /// <summary>Distance of the music's tuning from A = 440 Hz, −0.5 to 0.5 semitones.</summary>
    public double TuningSemitones => _tuning.Phase / (2 * Math.PI);

    /// <inheritdoc/>
    public void Process(SpectrumFrame frame)
    {
        _seriesFrame.AsSpan().Clear();
        Gather(frame);
        _series?.Add(_seriesFrame);
    }

    private void Gather(SpectrumFrame frame)
    {
        var power = frame.Power;
        var strongest = 0f;
        foreach (var value in power[_firstBin..(_lastBin + 1)])
        {
            strongest = MathF.Max(strongest, value);
        }

        if (strongest < _silence)
        {
            return;
        }

        _frame.AsSpan().Clear();
        double total = 0;
        var threshold = strongest * WeakestPeak;
        for (var k = _firstBin; k <= _lastBin; k++)
        {
            var value = power[k];
            if (value > threshold && value > power[k - 1] && value >= power[k + 1] && StandsOut(power, k))
            {
                total += AddPeak(power, k);
            }
        }

        if (total > 0)
        {
            // Between counting every frame alike and letting the loudest decide alone.
            var weight = 1 / Math.Sqrt(total);
            for (var i = 0; i < Classes; i++)
            {
                var value = _frame[i] * weight;
                _classes[i] += value;
                _seriesFrame[i] = (float)value;
            }
        }
    }

    /// <summary>Strength of the pitch classes C … B, the strongest is 1; all 0 without pitches.</summary>
    public double[] Chroma()
    {
        var chroma = new double[12];
        for (var i = 0; i < Classes; i++)
        {
            var (pitchClass, weight) = PitchClassOf(i);
            chroma[pitchClass] += _classes[i] * weight;
        }

        var largest = chroma.Max();
        return largest > 0 ? [.. chroma.Select(value => value / largest)] : chroma;
    }

    /// <summary>Gathers fine classes into the pitch classes C … B, tuning taken out.</summary>
    public void Fold(float[] classes, Span<float> chroma)
    {
        chroma.Clear();
        for (var i = 0; i < Classes; i++)
        {
            var (pitchClass, weight) = PitchClassOf(i);
            chroma[pitchClass] += classes[i] * (float)weight;
        }
    }

    private (int PitchClass, double Weight) PitchClassOf(int fineClass)
    {
        var semitones = ((double)fineClass / ClassesPerSemitone) - TuningSemitones;
        var nearest = Math.Round(semitones);
        var cosine = Math.Cos(Math.PI * (semitones - nearest));
        return (((int)nearest + 12) % 12, cosine * cosine);
    }

    private static bool StandsOut(ReadOnlySpan<float> power, int k)
    {
        float around = 0;
        for (var distance = NeighbourhoodFrom; distance <= NeighbourhoodTo; distance++)
        {
            around += power[k - distance] + power[k + distance];
        }

        return power[k] * (2 * (NeighbourhoodTo - NeighbourhoodFrom + 1)) > LeastContrast * around;
    }

    private double AddPeak(ReadOnlySpan<float> power, int k)
    {
        // Vertex of the parabola through the logarithms: exact for a Gaussian lobe, within 0.02 bins for Hann's (J. O. Smith, Spectral Audio Signal Processing, 2011).
        var left = Math.Log(power[k - 1] + float.Epsilon);
        var centre = Math.Log(power[k]);
        var right = Math.Log(power[k + 1] + float.Epsilon);
        var offset = 0.5 * (left - right) / (left - (2 * centre) + right);
        var hz = (k + offset) * _binHz;
        var magnitude = Math.Exp(0.5 * (centre - (0.25 * (left - right) * offset)));

        // Semitones above C, octaves left out later; A = 440 Hz is 9.
        var semitones = 9 + (12 * Math.Log2(hz / 440));
        if (hz < HighestTuningHz)
        {
            _tuning += Complex.FromPolarCoordinates(magnitude, 2 * Math.PI * semitones);
        }

        double weight = magnitude;
        for (var harmonic = 1; harmonic <= Harmonics; harmonic++)
        {
            Spread(semitones - (12 * Math.Log2(harmonic)), weight);
            weight *= HarmonicDecay;
        }

        return magnitude;
    }

    private void Spread(double semitones, double weight)
    {
        var position = semitones * ClassesPerSemitone;
        var below = (int)Math.Floor(position);
        var fraction = position - below;
        var index = ((below % Classes) + Classes) % Classes;
        _frame[index] += weight * (1 - fraction);
        _frame[index + 1 == Classes ? 0 : index + 1] += weight * fraction;
    }
}
