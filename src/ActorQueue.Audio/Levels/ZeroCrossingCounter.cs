using System.Numerics;
using System.Runtime.Intrinsics;

namespace ActorQueue.Audio.Levels;

/// <summary>
/// Mean over frames of the fraction of samples at which the sign changes, in librosa 0.10's definition (feature.zero_crossing_rate: frames of 2048
/// every 512, centred, edges repeated, |x| ≤ 1e-10 taken as +0, the first sample of a frame never counts). Neighbouring frames share three quarters of their
/// samples, so crossings are counted once per hop, and each hop's count is weighted by the number of frames that contain it.
/// </summary>
internal sealed class ZeroCrossingCounter
{
    private const int Hop = 512;
    private const int HopsPerFrame = 4;
    private const float Threshold = 1e-10f;

    private bool _wasNegative;
    private long _samples;
    private int _crossings;
    private bool _crossedAtHopStart;

    // Weights need the number of frames, which is known at the end only, so the last hops wait here: index = hop % 4.
    private readonly int[] _pendingCrossings = new int[HopsPerFrame];
    private readonly bool[] _pendingStart = new bool[HopsPerFrame];
    private double _total;

    /// <summary>Takes the next samples of the mono signal in.</summary>
    public void Process(ReadOnlySpan<float> samples)
    {
        while (!samples.IsEmpty)
        {
            var into = (int)(_samples % Hop);
            var part = samples[..Math.Min(samples.Length, Hop - into)];
            Count(part, into);
            _samples += part.Length;
            samples = samples[part.Length..];
            if (_samples % Hop == 0)
            {
                CloseHop((_samples / Hop) - 1);
            }
        }
    }

    /// <summary>The mean rate, 0 to 1; null when there were no samples.</summary>
    public double? Rate()
    {
        if (_samples == 0)
        {
            return null;
        }

        var frames = 1 + (_samples / Hop);
        var wholeHops = _samples / Hop;
        var total = _total;
        for (var hop = Math.Max(0, wholeHops - HopsPerFrame); hop < wholeHops; hop++)
        {
            total += Weighted(hop, frames, _pendingCrossings[hop % HopsPerFrame], _pendingStart[hop % HopsPerFrame]);
        }

        if (_samples % Hop != 0)
        {
            total += Weighted(wholeHops, frames, _crossings, _crossedAtHopStart);
        }

        return total / (frames * (double)(Hop * HopsPerFrame));
    }

    // Frame t holds the hops t−2 … t+1. A crossing on the first sample of a frame is not seen by that frame, t = hop + 2.
    private static double Weighted(long hop, long frames, int crossings, bool crossedAtStart)
    {
        var first = Math.Max(0, hop - 1);
        var last = Math.Min(frames - 1, hop + 2);
        var unseen = crossedAtStart && hop + 2 <= frames - 1 ? 1 : 0;
        return ((last - first + 1) * (double)crossings) - unseen;
    }

    private void CloseHop(long hop)
    {
        // Hop h and its three successors are complete, hence so are all frames that contain it.
        var slot = hop % HopsPerFrame;
        if (hop >= HopsPerFrame)
        {
            _total += Weighted(
                hop - HopsPerFrame, long.MaxValue, _pendingCrossings[slot], _pendingStart[slot]);
        }

        _pendingCrossings[slot] = _crossings;
        _pendingStart[slot] = _crossedAtHopStart;
        _crossings = 0;
        _crossedAtHopStart = false;
    }

    private void Count(ReadOnlySpan<float> samples, int into)
    {
        var first = samples[0] < -Threshold;
        var crossesAtFirst = _samples != 0 && first != _wasNegative;
        if (into == 0)
        {
            _crossedAtHopStart = crossesAtFirst;
        }

        _crossings += (crossesAtFirst ? 1 : 0) + SignChanges(samples);
        _wasNegative = samples[^1] < -Threshold;
    }

    // Between neighbours of one span.
    private static int SignChanges(ReadOnlySpan<float> samples)
    {
        var changes = 0;
        var i = 1;
        var threshold = Vector256.Create(-Threshold);
        for (; i <= samples.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var now = Vector256.LessThan(Vector256.Create<float>(samples.Slice(i, Vector256<float>.Count)), threshold);
            var before = Vector256.LessThan(Vector256.Create<float>(samples.Slice(i - 1, Vector256<float>.Count)), threshold);
            changes += BitOperations.PopCount((now ^ before).ExtractMostSignificantBits());
        }

        for (; i < samples.Length; i++)
        {
            changes += (samples[i] < -Threshold) != (samples[i - 1] < -Threshold) ? 1 : 0;
        }

        return changes;
    }
}
