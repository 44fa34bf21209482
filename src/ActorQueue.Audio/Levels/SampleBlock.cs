using System.Numerics;
using System.Runtime.Intrinsics;

namespace ActorQueue.Audio.Levels;

/// <summary>
/// A block of audio, taken apart once for all analysers: one span per channel, and their mean. Samples that are no numbers (NaN, ±∞, or so large that squares
/// would overflow) become silence and are counted, so that no kernel has to fear them.
/// </summary>
internal sealed class SampleBlock
{
    /// <summary>
    /// +120 dBFS. No converter or mix reaches it; a float file that does is damaged, and a squared sum of such samples over hours still fits a float.
    /// </summary>
    public const float LargestPlausibleSample = 1e6f;

    private readonly float[][] _channels;
    private readonly float[] _mono;

    /// <param name="channels">Number of channels, 1 or more.</param>
    /// <param name="capacity">Largest number of frames in a block, 1 or more.</param>
    public SampleBlock(int channels, int capacity)
    {
        _channels = new float[channels][];
        for (var i = 0; i < channels; i++)
        {
            _channels[i] = new float[capacity];
        }

        // With one channel the mean is the channel.
        _mono = channels == 1 ? _channels[0] : new float[capacity];
    }

    /// <summary>Number of channels.</summary>
    public int Channels => _channels.Length;

    /// <summary>Frames in the block now.</summary>
    public int Frames { get; private set; }

    /// <summary>Samples replaced by silence since the beginning.</summary>
    public long ReplacedSamples { get; private set; }

    /// <summary>Mean of the channels.</summary>
    public ReadOnlySpan<float> Mono => _mono.AsSpan(0, Frames);

    /// <summary>The samples of one channel, counted from 0.</summary>
    public ReadOnlySpan<float> Channel(int index) => _channels[index].AsSpan(0, Frames);

    /// <summary>Takes the next block in.</summary>
    /// <param name="interleaved">Whole frames, at most the capacity; implausible samples are set to 0 in place.</param>
    public void Load(Span<float> interleaved)
    {
        Frames = interleaved.Length / Channels;
        ReplacedSamples += Silence(interleaved);
        switch (Channels)
        {
            case 1:
                interleaved.CopyTo(_mono);
                break;
            case 2:
                Split(interleaved, _channels[0], _channels[1], _mono);
                break;
            default:
                Split(interleaved);
                break;
        }
    }

    private static int Silence(Span<float> samples)
    {
        var replaced = 0;
        var limit = Vector256.Create(LargestPlausibleSample);
        var i = 0;
        for (; i <= samples.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var lane = Vector256.Create<float>(samples.Slice(i, Vector256<float>.Count));

            // A comparison with NaN is false, so it needs no test of its own.
            var plausible = Vector256.LessThanOrEqual(Vector256.Abs(lane), limit);
            var bits = plausible.ExtractMostSignificantBits();
            if (bits != 0xFF)
            {
                replaced += Vector256<float>.Count - BitOperations.PopCount(bits);
                (lane.AsInt32() & plausible.AsInt32()).AsSingle().CopyTo(samples[i..]);
            }
        }

        for (; i < samples.Length; i++)
        {
            if (!(MathF.Abs(samples[i]) <= LargestPlausibleSample))
            {
                samples[i] = 0;
                replaced++;
            }
        }

        return replaced;
    }

    private static void Split(ReadOnlySpan<float> interleaved, Span<float> left, Span<float> right, Span<float> mono)
    {
        var frames = interleaved.Length / 2;
        left = left[..frames];
        right = right[..frames];
        mono = mono[..frames];
        var i = 0;
        var evens = Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7);
        for (; i <= frames - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            // Left samples into the lower half of each vector, right ones into the upper.
            var low = Vector256.Shuffle(Vector256.Create<float>(interleaved.Slice(2 * i, 8)), evens);
            var high = Vector256.Shuffle(Vector256.Create<float>(interleaved.Slice((2 * i) + 8, 8)), evens);
            var lefts = Vector256.Create(low.GetLower(), high.GetLower());
            var rights = Vector256.Create(low.GetUpper(), high.GetUpper());
            lefts.CopyTo(left[i..]);
            rights.CopyTo(right[i..]);
            ((lefts + rights) * 0.5f).CopyTo(mono[i..]);
        }

        for (; i < frames; i++)
        {
            var l = interleaved[2 * i];
            var r = interleaved[(2 * i) + 1];
            left[i] = l;
            right[i] = r;
            mono[i] = 0.5f * (l + r);
        }
    }

    private void Split(ReadOnlySpan<float> interleaved)
    {
        var scale = 1f / Channels;
        var mono = _mono.AsSpan(0, Frames);
        mono.Clear();
        for (var c = 0; c < Channels; c++)
        {
            var channel = _channels[c].AsSpan(0, Frames);
            for (int i = 0, at = c; i < channel.Length; i++, at += Channels)
            {
                var sample = interleaved[at];
                channel[i] = sample;
                mono[i] += sample * scale;
            }
        }
    }
}
