using System.Collections.Concurrent;
using System.Numerics;

namespace ActorQueue.Audio.Signal;

/// <summary>
/// The constants of one transform size: shared by all transforms of that size, never written after construction.
/// See <see cref="RealFft"/> for the algorithm that they belong to.
/// </summary>
internal sealed class FftPlan
{
    /// <summary>Below this the lanes of one vector are not filled; above, the tables of one plan would pass 16 MiB.</summary>
    public const int MinSize = 128, MaxSize = 1 << 20;

    // Bounded: there are at most 14 sizes.
    private static readonly ConcurrentDictionary<int, FftPlan> Plans = new();

    private FftPlan(int size)
    {
        Size = size;
        HalfSize = size / 2;
        Columns = HalfSize / ComplexLanes.Count;
        FirstPass = FirstPassTwiddles();
        Passes = LanePasses();
        (Cosines, Sines) = SplitTwiddles();
    }

    /// <summary>Real input samples.</summary>
    public int Size { get; }

    /// <summary>Length of the complex transform inside.</summary>
    public int HalfSize { get; }

    /// <summary>Length of the transform that each vector lane does by itself after the first pass.</summary>
    public int Columns { get; }

    /// <summary>For each block of eight columns and each of the outputs 1 to 7: eight cosines, eight sines, in the lane order of the loader.</summary>
    public AlignedFloats FirstPass { get; }

    /// <summary>The passes over vectors, in order.</summary>
    public IReadOnlyList<FftPass> Passes { get; }

    /// <summary>cos and sin of 2πk/size at index k−1, k = 1 … size/4, which split the half transform into the real one.</summary>
    public AlignedFloats Cosines { get; }

    /// <inheritdoc cref="Cosines"/>
    public AlignedFloats Sines { get; }

    /// <summary>The plan of a size.</summary>
    /// <param name="size">Real samples: a power of two, 128 to 2²⁰.</param>
    public static FftPlan Of(int size)
    {
        if (size is < MinSize or > MaxSize || !BitOperations.IsPow2(size))
        {
            throw new ArgumentOutOfRangeException(
                nameof(size), size, $"A transform's size is a power of two from {MinSize} to {MaxSize}.");
        }

        return Plans.GetOrAdd(size, static s => new FftPlan(s));
    }

    private AlignedFloats FirstPassTwiddles()
    {
        var table = new AlignedFloats(Columns * 2 * (ComplexLanes.Count - 1));
        var at = 0;
        for (var block = 0; block < Columns; block += ComplexLanes.Count)
        {
            for (var output = 1; output < ComplexLanes.Count; output++, at += 2 * ComplexLanes.Count)
            {
                for (var lane = 0; lane < ComplexLanes.Count; lane++)
                {
                    var turn = (double)output * (block + LaneTransposition.ColumnOfLane(lane)) / HalfSize;
                    table.Span[at + lane] = (float)Math.Cos(2 * Math.PI * turn);
                    table.Span[at + ComplexLanes.Count + lane] = (float)-Math.Sin(2 * Math.PI * turn);
                }
            }
        }

        return table;
    }

    // Radix 8 where it fits: it touches memory a third less often than radix 4.
    private List<FftPass> LanePasses()
    {
        var passes = new List<FftPass>();
        var bits = BitOperations.Log2((uint)Columns);
        var length = Columns;
        var stride = 1;
        while (bits > 0)
        {
            var radixBits = bits % 3 == 0 ? 3 : 2;
            passes.Add(new FftPass(1 << radixBits, length, stride));
            bits -= radixBits;
            length >>= radixBits;
            stride <<= radixBits;
        }

        return passes;
    }

    private (AlignedFloats Cosines, AlignedFloats Sines) SplitTwiddles()
    {
        var cosines = new AlignedFloats(Size / 4);
        var sines = new AlignedFloats(Size / 4);
        for (var k = 1; k <= Size / 4; k++)
        {
            cosines.Span[k - 1] = (float)Math.Cos(2 * Math.PI * k / Size);
            sines.Span[k - 1] = (float)Math.Sin(2 * Math.PI * k / Size);
        }

        return (cosines, sines);
    }
}
