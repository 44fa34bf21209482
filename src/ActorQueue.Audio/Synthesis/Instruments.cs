namespace ActorQueue.Audio.Synthesis;

/// <summary>The sound of one note or stroke each. Times in seconds, pitches as MIDI notes (69 = 440 Hz).</summary>
internal static class Instruments
{
    /// <summary>Harmonics of the pitched sounds, each a third as loud as its number asks: mellow, but with enough above the bass to hear its pitch.</summary>
    private const int Harmonics = 4;

    /// <summary>A note with a linear attack, an exponential decay and a short release, so that notes neither click nor overlap.</summary>
    public static void Note(
        StereoCanvas canvas, double start, double duration, int midiNote, float level, float pan, double attack, double decaySeconds)
    {
        var rate = canvas.SampleRateHz;
        var frequency = 440 * Math.Pow(2, (midiNote - 69) / 12.0);
        var first = canvas.FrameAt(start);
        var count = canvas.FrameAt(start + duration) - first;
        var attackFrames = Math.Max(1, attack * rate);
        var releaseFrames = Math.Max(1, 0.02 * rate);
        var decay = Math.Exp(-1 / (decaySeconds * rate));
        for (var harmonic = 1; harmonic <= Harmonics && frequency * harmonic < rate * 0.45; harmonic++)
        {
            // A rotating phasor instead of a sine each: the drift over one note is far below a 24-bit step.
            var (turnSine, turnCosine) = Math.SinCos(Math.Tau * frequency * harmonic / rate);
            double sine = 0;
            double cosine = 1;
            var amplitude = level / (harmonic * harmonic);
            for (var i = 0; i < count; i++)
            {
                var edge = Math.Min(1, Math.Min(i / attackFrames, (count - i) / releaseFrames));
                canvas.Add(first + i, (float)(amplitude * edge * sine), pan);
                (sine, cosine) = ((sine * turnCosine) + (cosine * turnSine), (cosine * turnCosine) - (sine * turnSine));
                amplitude *= (float)decay;
            }
        }
    }

    /// <summary>A bass drum: a sinusoid that falls from 150 to 45 Hz.</summary>
    public static void Kick(StereoCanvas canvas, double start, float level)
    {
        const double seconds = 0.22;
        var rate = canvas.SampleRateHz;
        var first = canvas.FrameAt(start);
        double phase = 0;
        for (var i = 0; i < seconds * rate; i++)
        {
            var time = (double)i / rate;
            phase += (45 + (105 * Math.Exp(-time / 0.03))) / rate;
            var fade = Math.Exp(-time / 0.07) * Math.Min(1, (seconds - time) / 0.01);
            canvas.Add(first + i, (float)(level * fade * Math.Sin(Math.Tau * phase)), pan: 0);
        }
    }

    /// <summary>A snare drum or, shorter, a hi-hat: a burst of noise without its low end.</summary>
    public static void Burst(StereoCanvas canvas, double start, float level, double decaySeconds, float pan, ref SeededNoise noise)
    {
        var rate = canvas.SampleRateHz;
        var first = canvas.FrameAt(start);
        float previous = 0;
        for (var i = 0; i < decaySeconds * 6 * rate; i++)
        {
            var sample = noise.NextSample();
            canvas.Add(first + i, (float)(level * Math.Exp(-i / (decaySeconds * rate))) * (sample - previous) / 2, pan);
            previous = sample;
        }
    }
}
