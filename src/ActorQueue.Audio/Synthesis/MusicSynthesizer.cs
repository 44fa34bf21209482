using NAudio.Wave;
using NAudio.Wave.SampleProviders;

namespace ActorQueue.Audio.Synthesis;

/// <summary>
/// Renders pieces whose tempo and key are known beyond doubt: every bar is one chord of a progression that begins and ends on the tonic, with bass, pad,
/// a melody of chord notes, and drums on the beat.
/// </summary>
public static class MusicSynthesizer
{
    private const int BeatsPerBar = 4;
    private const float Peak = 0.8f;

    /// <summary>Chord roots in semitones above the tonic, and whether the chord is minor: cadences that leave no doubt about the key.</summary>
    private static readonly (int Root, bool IsMinor)[][] MajorProgressions =
    [
        [(0, false), (5, false), (7, false), (0, false)],
        [(0, false), (9, true), (5, false), (7, false)],
        [(0, false), (2, true), (7, false), (0, false)],
    ];

    /// <summary>The same in minor, with the major dominant of the harmonic scale.</summary>
    private static readonly (int Root, bool IsMinor)[][] MinorProgressions =
    [
        [(0, true), (5, true), (7, false), (0, true)],
        [(0, true), (8, false), (5, true), (7, false)],
        [(0, true), (5, true), (0, true), (7, false)],
    ];

    /// <summary>Renders the whole piece: interleaved samples with their peak at 0.8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value of the piece is outside its documented range.</exception>
    public static float[] Render(MusicPiece piece)
    {
        ArgumentNullException.ThrowIfNull(piece);
        piece.Validate();
        var canvas = new StereoCanvas(piece.Frames, piece.SampleRateHz);
        var noise = new SeededNoise(piece.Seed);
        var progressions = piece.IsMinor ? MinorProgressions : MajorProgressions;
        var progression = progressions[noise.Next(progressions.Length)];
        var beat = 60 / piece.TempoBpm;
        var bars = (int)Math.Ceiling(piece.Duration.TotalSeconds / (beat * BeatsPerBar));
        for (var bar = 0; bar < bars; bar++)
        {
            // A piece that is heard to its end closes on the tonic.
            var chord = bar == bars - 1 ? progression[0] : progression[bar % progression.Length];
            PlayBar(canvas, piece, bar * BeatsPerBar * beat, beat, chord, ref noise);
        }

        return canvas.ToSamples(piece.Channels, Peak);
    }

    /// <summary>The rendered piece as a stream.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value of the piece is outside its documented range.</exception>
    public static ISampleProvider CreateSamples(MusicPiece piece) =>
        new SampleBuffer(Render(piece), piece.SampleRateHz, piece.Channels);

    /// <summary>Renders the piece into a WAV file.</summary>
    /// <param name="path">Overwritten when it exists.</param>
    /// <param name="piece">What to render.</param>
    /// <param name="bitsPerSample">16 or 24 (PCM), or 32 (float).</param>
    /// <exception cref="ArgumentOutOfRangeException">A value of the piece or <paramref name="bitsPerSample"/> is outside its range.</exception>
    public static void WriteWave(string path, MusicPiece piece, int bitsPerSample = 16)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var samples = CreateSamples(piece);
        IWaveProvider bytes = bitsPerSample switch
        {
            16 => new SampleToWaveProvider16(samples),
            24 => new SampleToWaveProvider24(samples),
            32 => new SampleToWaveProvider(samples),
            _ => throw new ArgumentOutOfRangeException(nameof(bitsPerSample), bitsPerSample, "16, 24 or 32"),
        };
        WaveFileWriter.CreateWaveFile(path, bytes);
    }

    private static void PlayBar(
        StereoCanvas canvas, MusicPiece piece, double start, double beat, (int Root, bool IsMinor) chord, ref SeededNoise noise)
    {
        var root = (piece.TonicPitchClass + chord.Root) % 12;
        ReadOnlySpan<int> triad = [0, chord.IsMinor ? 3 : 4, 7];
        var bar = beat * BeatsPerBar;

        // The pad lies between the C below and the B above middle C, whatever the chord, so that keys sound alike.
        for (var voice = 0; voice < triad.Length; voice++)
        {
            Instruments.Note(canvas, start, bar, 60 + ((root + triad[voice]) % 12), 0.11f, (voice - 1) * 0.4f, 0.03, decaySeconds: 8);
        }

        for (var step = 0; step < BeatsPerBar; step++)
        {
            var time = start + (step * beat);
            var bass = 36 + root + (step == 2 ? 7 : 0);
            Instruments.Note(canvas, time, beat * 0.9, bass, 0.3f, pan: 0, 0.005, decaySeconds: 0.6);
            var melody = 72 + ((root + triad[step == 0 ? 0 : noise.Next(triad.Length)]) % 12);
            Instruments.Note(canvas, time, beat * 0.8, melody, 0.14f, 0.2f, 0.005, decaySeconds: 0.3);

            Instruments.Kick(canvas, time, step % 2 == 0 ? 0.55f : 0.4f);
            if (step % 2 == 1)
            {
                Instruments.Burst(canvas, time, 0.3f, 0.045, pan: 0, ref noise);
            }

            Instruments.Burst(canvas, time, 0.12f, 0.012, -0.3f, ref noise);
            Instruments.Burst(canvas, time + (beat / 2), 0.06f, 0.012, -0.3f, ref noise);
        }
    }
}
