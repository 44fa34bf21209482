namespace ActorQueue.Audio.Tests.Rendering;

/// <summary>How the instruments of <see cref="RenderedMusic"/> play together.</summary>
public enum MusicStyle
{
    Clicks,
    Rock,
    House,
    Waltz,
    Funk,
    Strummed,
    Breakbeat,
    Piano,
}

/// <summary>Short pieces whose tempo and key are known because they were made so. Players are human: a few milliseconds early or late, never equally loud.</summary>
internal sealed class RenderedMusic
{
    private const double JitterSeconds = 0.004;

    private readonly float[] _samples;
    private readonly Instruments _play;
    private readonly Random _random;
    private readonly List<double> _beats = [];
    private readonly List<double> _onsets = [];
    private readonly int _tonic;
    private readonly int[] _scale;
    private readonly int[] _degrees;
    private readonly double _detune;
    private double _beat;

    private RenderedMusic(
        MusicStyle style, double bpm, double endBpm, int tonic, bool major, double seconds, int sampleRateHz, int seed, double detune)
    {
        _random = new Random(seed);
        _samples = new float[(int)(seconds * sampleRateHz)];
        _play = new Instruments(_samples, sampleRateHz, _random);
        _tonic = tonic;
        _detune = detune;
        _scale = major ? [0, 2, 4, 5, 7, 9, 11] : [0, 2, 3, 5, 7, 8, 10];
        int[][] progressions = major
            ? [[0, 3, 4, 0], [0, 5, 3, 4], [0, 3, 0, 4], [0, 1, 4, 0]]
            : [[0, 3, 4, 0], [0, 5, 3, 4], [0, 3, 0, 4], [0, 5, 4, 0]];
        _degrees = progressions[seed % progressions.Length];
        var at = 0.1 + (0.4 * _random.NextDouble());
        var beatsPerBar = style == MusicStyle.Waltz ? 3 : 4;
        for (var bar = 0; at < seconds; bar++)
        {
            _beat = 60 / (bpm + ((endBpm - bpm) * at / seconds));
            _beats.AddRange(Enumerable.Range(0, beatsPerBar).Select(beat => at + (beat * _beat)).Where(time => time < seconds));
            Bar(style, at, bar);
            at += beatsPerBar * _beat;
        }

        var peak = _samples.Max(MathF.Abs);
        for (var i = 0; i < _samples.Length; i++)
        {
            _samples[i] *= 0.8f / peak;
        }
    }

    /// <summary>Mono samples, peak 0.8.</summary>
    public static float[] Render(
        MusicStyle style,
        double bpm,
        int tonic = 0,
        bool major = true,
        double seconds = 20,
        int sampleRateHz = 44100,
        int seed = 1,
        double detuneSemitones = 0) =>
        new RenderedMusic(style, bpm, bpm, tonic, major, seconds, sampleRateHz, seed, detuneSemitones)._samples;

    /// <summary>The same music with its beats and every note's beginning, in seconds. The tempo moves evenly from bar to bar towards <paramref name="endBpm"/>.</summary>
    public static (float[] Samples, double[] Beats, double[] Onsets) Score(
        MusicStyle style, double bpm, double? endBpm = null, int tonic = 0, bool major = true, double seconds = 20, int sampleRateHz = 44100, int seed = 1)
    {
        var music = new RenderedMusic(style, bpm, endBpm ?? bpm, tonic, major, seconds, sampleRateHz, seed, detune: 0);
        return (music._samples, [.. music._beats], [.. music._onsets.Where(onset => onset < seconds).Order()]);
    }

    private void Bar(MusicStyle style, double at, int bar)
    {
        var degree = _degrees[bar % _degrees.Length];
        switch (style)
        {
            case MusicStyle.Clicks:
                Each(at, [0, 1, 2, 3], (t, level) => _play.Click(t, level), 0.8);
                break;
            case MusicStyle.Rock:
                Each(at, [0, 2], _play.Kick, 1);
                Each(at, [1, 3], _play.Snare, 0.7);
                Each(at, [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5], _play.Hat, 0.25);
                Bass(at, [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5], 0.5, degree);
                Chord(at, 4, degree, pad: true, 0.12);
                Melody(at, 4, degree);
                break;
            case MusicStyle.House:
                Each(at, [0, 1, 2, 3], _play.Kick, 1);
                Each(at, [1, 3], _play.Snare, 0.35);
                Each(at, [0.5, 1.5, 2.5, 3.5], _play.Hat, 0.35);
                Bass(at, [0.5, 1.5, 2.5, 3.5], 0.5, degree);
                Chord(at, 4, degree, pad: true, 0.15);
                break;
            case MusicStyle.Waltz:
                Bass(at, [0], 1, degree);
                Chord(at + _beat, 1, degree, pad: false, 0.15);
                Chord(at + (2 * _beat), 1, degree, pad: false, 0.15);
                Melody(at, 3, degree);
                break;
            case MusicStyle.Funk:
                Each(at, [0, 0.75, 2.5], _play.Kick, 0.9);
                Each(at, [1, 3], _play.Snare, 0.8);
                Each(at, [.. Enumerable.Range(0, 16).Select(i => i / 4.0)], _play.Hat, 0.15);
                Bass(at, [0, 0.75, 1.5, 2.5, 3.25], 0.4, degree);
                Chord(at + (1.5 * _beat), 0.5, degree, pad: false, 0.12);
                Chord(at + (3.5 * _beat), 0.5, degree, pad: false, 0.12);
                break;
            case MusicStyle.Strummed:
                foreach (var (when, level) in new[] { (0.0, 0.2), (1.0, 0.16), (1.5, 0.1), (2.0, 0.18), (2.5, 0.1), (3.0, 0.16), (3.5, 0.09) })
                {
                    Chord(at + (when * _beat), 0.8, degree, pad: false, level);
                }

                Bass(at, [0, 2], 1.5, degree);
                Melody(at, 4, degree);
                break;
            case MusicStyle.Breakbeat:
                Each(at, [0, 2.5], _play.Kick, 1);
                Each(at, [1, 3], _play.Snare, 0.9);
                Each(at, [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5], _play.Hat, 0.3);
                Bass(at, [0, 2.5], 1.4, degree);
                Chord(at, 4, degree, pad: true, 0.12);
                break;
            case MusicStyle.Piano:
                Bass(at, [0, 2], 2, degree);
                for (var beat = 0; beat < 4; beat++)
                {
                    Chord(at + (beat * _beat), 1, degree, pad: false, beat == 0 ? 0.2 : 0.14);
                }

                Melody(at, 4, degree);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(style), style, "unknown style");
        }
    }

    private double Human(double at)
    {
        var played = at + (JitterSeconds * ((2 * _random.NextDouble()) - 1));
        _onsets.Add(played);
        return played;
    }

    private double Level(double level) => level * (0.85 + (0.3 * _random.NextDouble()));

    private void Each(double at, double[] beats, Action<double, double> instrument, double level)
    {
        foreach (var beat in beats)
        {
            instrument(Human(at + (beat * _beat)), Level(level));
        }
    }

    private void Bass(double at, double[] beats, double beatsLong, int degree)
    {
        foreach (var beat in beats)
        {
            _play.Pluck(Human(at + (beat * _beat)), beatsLong * _beat, Midi(degree, 36), Level(0.35), decay: 2);
        }
    }

    private void Chord(double at, double beatsLong, int degree, bool pad, double level)
    {
        foreach (var third in new[] { 0, 2, 4 })
        {
            // The dominant of a minor key has its leading note.
            var midi = Midi(degree + third, 60) + (_scale[2] == 3 && degree == 4 && third == 2 ? 1 : 0);
            if (pad)
            {
                _play.Pad(Human(at), beatsLong * _beat, midi, Level(level));
            }
            else
            {
                _play.Pluck(Human(at), beatsLong * _beat, midi, Level(level));
            }
        }
    }

    private void Melody(double at, int beats, int degree)
    {
        for (var beat = 0; beat < beats; beat++)
        {
            var note = degree + (2 * _random.Next(3)) + (beat % 2 == 1 ? _random.Next(-1, 2) : 0);
            _play.Pluck(Human(at + (beat * _beat)), _beat, Midi(note, 72), Level(0.15));
        }
    }

    private double Midi(int degree, int from)
    {
        var octave = (int)Math.Floor(degree / 7.0);
        return from + _tonic + _detune + (12 * octave) + _scale[degree - (7 * octave)];
    }
}
