namespace ActorQueue.Audio.Rhythm;

/// <summary>
/// Picks the onsets out of the envelope while it comes in: a frame that is the largest of its surroundings, stands out of their mean, and keeps a distance from the onset before
/// (S. Böck, F. Krebs, M. Schedl, Evaluating the online capabilities of onset detection methods, ISMIR 2012, section 2.3; S. Dixon, Onset detection revisited,
/// DAFx 2006, section 2.3 for the times of the windows on both sides).
/// </summary>
internal sealed class OnsetPicker
{
    /// <summary>Onsets that a report lists; those after it are counted only.</summary>
    public const int MostListed = 20_000;

    // Böck et al. 2012: w1 and w2 30 ms, w3 100 ms, w5 30 ms; being offline, we look as far ahead for the mean as back.
    private const double MaximumSeconds = 0.03;
    private const double MeanSeconds = 0.1;
    private const double SmallestDistanceSeconds = 0.03;

    // How far above the mean: a share of it, which steady noise never reaches whatever its level, and a rise of 0.4 dB in all bands that nobody hears as an onset.
    private const double MeanFactor = 1.6;
    private const double SmallestRise = 0.05;

    // Half a frame of four hops.
    private const int FramesBeyondEnd = 2;

    private const int Ring = 64;

    private readonly float[] _rises = new float[Ring];
    private readonly double[] _listed = new double[MostListed];
    private readonly double _framesPerSecond;
    private readonly int _maximum;
    private readonly int _mean;
    private long _frames;
    private double _last = double.NegativeInfinity;

    /// <param name="framesPerSecond">Rate of the envelope, up to 200.</param>
    public OnsetPicker(double framesPerSecond)
    {
        _framesPerSecond = framesPerSecond;
        _maximum = (int)Math.Round(MaximumSeconds * framesPerSecond);
        _mean = (int)Math.Round(MeanSeconds * framesPerSecond);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((2 * _mean) + 2, Ring, nameof(framesPerSecond));
    }

    /// <summary>Onsets found.</summary>
    public long Count { get; private set; }

    /// <summary>Times of the first <see cref="MostListed"/> onsets.</summary>
    public ReadOnlySpan<double> Seconds => _listed.AsSpan(0, (int)Math.Min(Count, MostListed));

    /// <summary>Takes the next frame of the envelope.</summary>
    public void Add(float rise)
    {
        _rises[_frames % Ring] = rise;
        _frames++;
        if (_frames > _mean)
        {
            Consider(_frames - 1 - _mean);
        }
    }

    /// <summary>Looks at the last frames, which have less after them. Not at those that reach beyond the end: a sound that is cut off there is no onset.</summary>
    public void Finish()
    {
        for (var frame = Math.Max(0, _frames - _mean); frame < _frames - FramesBeyondEnd; frame++)
        {
            Consider(frame);
        }
    }

    private void Consider(long frame)
    {
        var rise = At(frame);
        if (rise < SmallestRise)
        {
            return;
        }

        var last = Math.Min(frame + _maximum, _frames - 1);
        for (var other = Math.Max(0, frame - _maximum); other <= last; other++)
        {
            // Of equals the first.
            if (At(other) > rise || (other < frame && At(other) >= rise))
            {
                return;
            }
        }

        double sum = 0;
        var from = Math.Max(0, frame - _mean);
        var to = Math.Min(frame + _mean, _frames - 1);
        for (var other = from; other <= to; other++)
        {
            sum += At(other);
        }

        var seconds = OnsetTime.Seconds(frame + Vertex(frame), _framesPerSecond);
        if (rise >= SmallestRise + (MeanFactor * sum / (to - from + 1)) && seconds - _last >= SmallestDistanceSeconds)
        {
            _last = seconds;
            if (Count < MostListed)
            {
                _listed[Count] = seconds;
            }

            Count++;
        }
    }

    // Where between the frames the top of the parabola through three of them lies.
    private double Vertex(long frame)
    {
        var before = frame > 0 ? At(frame - 1) : 0;
        var after = frame + 1 < _frames ? At(frame + 1) : 0;
        var curvature = before - (2 * At(frame)) + after;
        return curvature < 0 ? 0.5 * (before - after) / curvature : 0;
    }

    private float At(long frame) => _rises[frame % Ring];
}
