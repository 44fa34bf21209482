using System.Numerics;
using System.Runtime.Intrinsics;

namespace ActorQueue.Audio.Levels;

/// <summary>
/// How long all channels stay below −60 dBFS at once: at the beginning, at the end, and in all stretches of half a second or more (the threshold of ffmpeg's silencedetect; half a second
/// tells a gap from a rest).
/// </summary>
internal sealed class SilenceDetector
{
    // −60 dBFS.
    private const float Threshold = 1e-3f;
    private const double ShortestSeconds = 0.5;

    private readonly int _shortest;
    private long _closed;
    private long _run;
    private bool _hasSound;

    /// <param name="sampleRateHz">Sample rate in hertz.</param>
    public SilenceDetector(int sampleRateHz) => _shortest = (int)Math.Ceiling(ShortestSeconds * sampleRateHz);

    /// <summary>Frames before the first sound; all of them when there is none.</summary>
    public long Leading { get; private set; }

    /// <summary>Frames after the last sound; all of them when there is none.</summary>
    public long Trailing => _run;

    /// <summary>Frames in stretches that are long enough, the last one included.</summary>
    public long Total => _closed + (_run >= _shortest ? _run : 0);

    /// <summary>Takes the next block in.</summary>
    public void Process(SampleBlock block)
    {
        for (var at = 0; at < block.Frames;)
        {
            // A stretch that is still too short is looked at from its far end: where there is sound, most of it is never looked at.
            if (_hasSound && _run < _shortest)
            {
                var length = (int)Math.Min(block.Frames - at, _shortest - _run);
                var last = LastSound(block, at, length);
                _run = last < 0 ? _run + length : length - 1 - last;
                at += length;
            }
            else if (FirstSound(block, at) is var first and >= 0)
            {
                EndRun(_run + first);
                at += first + 1;
            }
            else
            {
                _run += block.Frames - at;
                at = block.Frames;
            }
        }

        if (!_hasSound)
        {
            Leading = _run;
        }
    }

    private void EndRun(long frames)
    {
        if (!_hasSound)
        {
            Leading = frames;
        }

        _closed += frames >= _shortest ? frames : 0;
        _hasSound = true;
        _run = 0;
    }

    private static int FirstSound(SampleBlock block, int start)
    {
        var first = -1;
        for (var channel = 0; channel < block.Channels; channel++)
        {
            var found = FirstAtLeast(block.Channel(channel)[start..(first < 0 ? block.Frames : start + first)]);
            first = found < 0 ? first : found;
        }

        return first;
    }

    private static int LastSound(SampleBlock block, int start, int length)
    {
        var last = -1;
        for (var channel = 0; channel < block.Channels; channel++)
        {
            var found = LastAtLeast(block.Channel(channel).Slice(start + last + 1, length - last - 1));
            last = found < 0 ? last : last + 1 + found;
        }

        return last;
    }

    private static int FirstAtLeast(ReadOnlySpan<float> samples)
    {
        var i = 0;
        for (; i <= samples.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            if (Sounds(samples[i..]) is var bits and not 0)
            {
                return i + BitOperations.TrailingZeroCount(bits);
            }
        }

        for (; i < samples.Length; i++)
        {
            if (MathF.Abs(samples[i]) >= Threshold)
            {
                return i;
            }
        }

        return -1;
    }

    private static int LastAtLeast(ReadOnlySpan<float> samples)
    {
        var i = samples.Length;
        for (; i >= Vector256<float>.Count; i -= Vector256<float>.Count)
        {
            if (Sounds(samples[(i - Vector256<float>.Count)..]) is var bits and not 0)
            {
                return i - Vector256<float>.Count + BitOperations.Log2(bits);
            }
        }

        while (--i >= 0 && MathF.Abs(samples[i]) < Threshold)
        {
            // On to the sample before.
        }

        return i;
    }

    private static uint Sounds(ReadOnlySpan<float> samples) =>
        Vector256.GreaterThanOrEqual(Vector256.Abs(Vector256.Create<float>(samples)), Vector256.Create(Threshold)).ExtractMostSignificantBits();
}
