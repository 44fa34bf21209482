namespace ActorQueue.Audio.Tests.Rendering;

/// <summary>The sine signals of the standards: interleaved, the same in each channel.</summary>
internal static class Tones
{
    /// <summary>One sine after another, phase running on.</summary>
    /// <param name="sampleRateHz">Sample rate.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="hz">Frequency.</param>
    /// <param name="parts">Length in seconds and peak level in dBFS of each part; −∞ for silence.</param>
    public static float[] Sine(int sampleRateHz, int channels, double hz, params (double Seconds, double Dbfs)[] parts)
    {
        var samples = new List<float>();
        long n = 0;
        foreach (var (seconds, dbfs) in parts)
        {
            var amplitude = Math.Pow(10, dbfs / 20);
            var end = n + (long)Math.Round(seconds * sampleRateHz);
            for (; n < end; n++)
            {
                var value = (float)(amplitude * Math.Sin(2 * Math.PI * hz * n / sampleRateHz));
                for (var c = 0; c < channels; c++)
                {
                    samples.Add(value);
                }
            }
        }

        return [.. samples];
    }

    /// <summary>White noise of a peak level, one channel.</summary>
    public static float[] Noise(int samples, double peak, int seed)
    {
        var random = new Random(seed);
        var noise = new float[samples];
        for (var i = 0; i < samples; i++)
        {
            noise[i] = (float)(peak * ((2 * random.NextDouble()) - 1));
        }

        return noise;
    }
}
