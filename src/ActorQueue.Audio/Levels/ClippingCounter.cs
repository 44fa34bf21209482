namespace ActorQueue.Audio.Levels;

/// <summary>
/// Samples of one channel that were probably cut off: at or beyond full scale, three or more in a row on the same side. A peak that only touches full scale has one or two.
/// </summary>
internal sealed class ClippingCounter
{
    /// <summary>Below the largest sample of 16 bits, 32767/32768.</summary>
    private const float FullScale = 0.9999f;

    private const int ShortestRun = 3;

    private int _run;

    /// <summary>Samples in such runs.</summary>
    public long Samples { get; private set; }

    /// <summary>Takes the next samples in.</summary>
    /// <param name="samples">Of the channel.</param>
    /// <param name="peak">Largest absolute value among them: most blocks need not be looked at.</param>
    public void Process(ReadOnlySpan<float> samples, float peak)
    {
        if (peak < FullScale)
        {
            _run = 0;
            return;
        }

        foreach (var sample in samples)
        {
            // Signed: positive for a run at the top, negative for one at the bottom.
            _run = sample >= FullScale ? Math.Max(_run, 0) + 1
                : sample <= -FullScale ? Math.Min(_run, 0) - 1
                : 0;
            Samples += Math.Abs(_run) switch
            {
                < ShortestRun => 0,
                ShortestRun => ShortestRun,
                _ => 1,
            };
        }
    }
}
