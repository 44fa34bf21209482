namespace ActorQueue.Audio.Synthesis;

/// <summary>The growing mix: instruments are added to it, one note at a time.</summary>
internal sealed class StereoCanvas(int frames, int sampleRateHz)
{
    public int SampleRateHz => sampleRateHz;

    public float[] Left { get; } = new float[frames];

    public float[] Right { get; } = new float[frames];

    /// <summary>The first frame at or after a time.</summary>
    public int FrameAt(double seconds) => (int)Math.Round(seconds * sampleRateHz);

    /// <summary>Adds a sample; what lies behind the end is cut.</summary>
    public void Add(int frame, float sample, float pan)
    {
        if ((uint)frame < (uint)frames)
        {
            Left[frame] += sample * (1 - pan);
            Right[frame] += sample * (1 + pan);
        }
    }

    /// <summary>The mix with its highest peak at <paramref name="peak"/>, interleaved.</summary>
    public float[] ToSamples(int channels, float peak)
    {
        var highest = 1e-9f;
        for (var frame = 0; frame < frames; frame++)
        {
            highest = Math.Max(highest, Math.Max(Math.Abs(Left[frame]), Math.Abs(Right[frame])));
        }

        var gain = peak / highest;
        var samples = new float[frames * channels];
        for (var frame = 0; frame < frames; frame++)
        {
            if (channels == 1)
            {
                samples[frame] = (Left[frame] + Right[frame]) / 2 * gain;
            }
            else
            {
                samples[2 * frame] = Left[frame] * gain;
                samples[(2 * frame) + 1] = Right[frame] * gain;
            }
        }

        return samples;
    }
}
