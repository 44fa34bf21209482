namespace ActorQueue.Audio.Rhythm;

/// <summary>What changes over bars is arrangement, not pulse: the mean of an onset envelope over 2.5 s around each frame (Ellis 2007 high-passes it at 0.4 Hz).</summary>
/// <param name="framesPerSecond">Rate of the envelope.</param>
internal sealed class EnvelopeTrend(double framesPerSecond)
{
    private const double Seconds = 2.5;

    /// <summary>Frames to each side that a frame's mean takes in.</summary>
    public int Reach { get; } = (int)Math.Round(Seconds / 2 * framesPerSecond);

    /// <summary>The envelope less its mean; at its ends the mean is that of what there is.</summary>
    public void Remove(ReadOnlySpan<float> envelope, Span<float> target)
    {
        double sum = 0;
        var from = 0;
        var to = 0;
        for (var i = 0; i < envelope.Length; i++)
        {
            for (; to < Math.Min(envelope.Length, i + Reach + 1); to++)
            {
                sum += envelope[to];
            }

            for (; from < i - Reach; from++)
            {
                sum -= envelope[from];
            }

            target[i] = (float)(envelope[i] - (sum / (to - from)));
        }
    }
}
