namespace ActorQueue.Audio.Synthesis;

/// <summary>Signals with closed-form properties, for tests and calibration. All are interleaved, the same in each channel.</summary>
public static class ToneSynthesizer
{
    /// <summary>A sinusoid that starts at phase 0.</summary>
    /// <param name="frequencyHz">Below half the rate.</param>
    /// <param name="amplitude">Peak, full scale 1.</param>
    /// <param name="duration">Rounded to whole frames.</param>
    /// <param name="sampleRateHz">Frames a second.</param>
    /// <param name="channels">Samples a frame.</param>
    public static float[] Sine(double frequencyHz, double amplitude, TimeSpan duration, int sampleRateHz = 44_100, int channels = 1) =>
        Fill(duration, sampleRateHz, channels, frame => (float)(amplitude * Math.Sin(Math.Tau * (frequencyHz * frame / sampleRateHz % 1))));

    /// <summary>White noise, evenly spread between ±<paramref name="amplitude"/>, so its RMS is amplitude/√3.</summary>
    /// <param name="seed">The same seed gives the same noise.</param>
    /// <param name="amplitude">Peak, full scale 1.</param>
    /// <param name="duration">Rounded to whole frames.</param>
    /// <param name="sampleRateHz">Frames a second.</param>
    /// <param name="channels">Samples a frame.</param>
    public static float[] Noise(int seed, double amplitude, TimeSpan duration, int sampleRateHz = 44_100, int channels = 1)
    {
        var noise = new SeededNoise(seed);
        return Fill(duration, sampleRateHz, channels, _ => (float)amplitude * noise.NextSample());
    }

    /// <summary>Digital silence.</summary>
    /// <param name="duration">Rounded to whole frames.</param>
    /// <param name="sampleRateHz">Frames a second.</param>
    /// <param name="channels">Samples a frame.</param>
    public static float[] Silence(TimeSpan duration, int sampleRateHz = 44_100, int channels = 1) =>
        Fill(duration, sampleRateHz, channels, _ => 0);

    private static float[] Fill(TimeSpan duration, int sampleRateHz, int channels, Func<int, float> sampleAt)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRateHz);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        var frames = (int)Math.Round(duration.TotalSeconds * sampleRateHz);
        var samples = new float[frames * channels];
        for (var frame = 0; frame < frames; frame++)
        {
            samples.AsSpan(frame * channels, channels).Fill(sampleAt(frame));
        }

        return samples;
    }
}
