using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ActorQueue.Audio.Signal;

/// <summary>The two places of the FFT where values change lanes: splitting pairs of samples, and turning eight vectors over.</summary>
internal static class LaneTransposition
{
    /// <summary>
    /// Which of eight consecutive pairs <see cref="SplitPairs"/> leaves in a lane. AVX shuffles inside 128-bit halves only; mending the order would
    /// cost two more instructions per load, while the tables that follow can be written in this order for nothing.
    /// </summary>
    public static int ColumnOfLane(int lane) => Avx.IsSupported
        ? (lane & 1) | ((lane & 2) << 1) | ((lane & 4) >> 1)
        : lane;

    /// <summary>Sixteen floats r₀ i₀ r₁ i₁ … become a vector of r and one of i, in the order of <see cref="ColumnOfLane"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes SplitPairs(Vector256<float> low, Vector256<float> high)
    {
        if (Avx.IsSupported)
        {
            return new(Avx.Shuffle(low, high, 0x88), Avx.Shuffle(low, high, 0xDD));
        }

        return new(
            Vector256.Create(low[0], low[2], low[4], low[6], high[0], high[2], high[4], high[6]),
            Vector256.Create(low[1], low[3], low[5], low[7], high[1], high[3], high[5], high[7]));
    }

    /// <summary>Stores the eight vectors as columns: lane l of all of them becomes the vector at <see cref="ColumnOfLane"/>(l).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTransposed(
        ref float target,
        Vector256<float> r0,
        Vector256<float> r1,
        Vector256<float> r2,
        Vector256<float> r3,
        Vector256<float> r4,
        Vector256<float> r5,
        Vector256<float> r6,
        Vector256<float> r7)
    {
        if (!Avx.IsSupported)
        {
            for (var lane = 0; lane < 8; lane++)
            {
                Vector256.Create(r0[lane], r1[lane], r2[lane], r3[lane], r4[lane], r5[lane], r6[lane], r7[lane])
                    .StoreUnsafe(ref target, (nuint)(lane * 8));
            }

            return;
        }

        var low01 = Avx.UnpackLow(r0, r1);
        var high01 = Avx.UnpackHigh(r0, r1);
        var low23 = Avx.UnpackLow(r2, r3);
        var high23 = Avx.UnpackHigh(r2, r3);
        var low45 = Avx.UnpackLow(r4, r5);
        var high45 = Avx.UnpackHigh(r4, r5);
        var low67 = Avx.UnpackLow(r6, r7);
        var high67 = Avx.UnpackHigh(r6, r7);
        StoreHalves(ref target, 0, Avx.Shuffle(low01, low23, 0x44), Avx.Shuffle(low45, low67, 0x44));
        StoreHalves(ref target, 1, Avx.Shuffle(low01, low23, 0xEE), Avx.Shuffle(low45, low67, 0xEE));
        StoreHalves(ref target, 2, Avx.Shuffle(high01, high23, 0x44), Avx.Shuffle(high45, high67, 0x44));
        StoreHalves(ref target, 3, Avx.Shuffle(high01, high23, 0xEE), Avx.Shuffle(high45, high67, 0xEE));
    }

    // Lane `lane` is in the lower halves, lane + 4 in the upper ones.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreHalves(ref float target, int lane, Vector256<float> rows03, Vector256<float> rows47)
    {
        Avx.Permute2x128(rows03, rows47, 0x20).StoreUnsafe(ref target, (nuint)(ColumnOfLane(lane) * 8));
        Avx.Permute2x128(rows03, rows47, 0x31).StoreUnsafe(ref target, (nuint)(ColumnOfLane(lane + 4) * 8));
    }
}
