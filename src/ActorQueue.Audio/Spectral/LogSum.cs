using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorQueue.Audio.Spectral;

/// <summary>
/// Sum of natural logarithms, without a logarithm per value: a float is m·2ᵉ with 1 ≤ m &lt; 2, so the exponents are added as integers, the mantissas multiplied,
/// and the logarithm taken of the product before it can overflow.
/// </summary>
internal static class LogSum
{
    private const int ExponentBias = 127;
    private const int MantissaBits = 23;
    private const int MantissaMask = (1 << MantissaBits) - 1;

    // A product of so many mantissas is below 2⁹⁶; floats end at 2¹²⁸.
    private const int VectorsPerProduct = 96;

    /// <summary>Σ ln max(value, floor).</summary>
    /// <param name="values">Finite, not negative.</param>
    /// <param name="floor">A normal positive float.</param>
    public static double OfAtLeast(ReadOnlySpan<float> values, float floor)
    {
        ref var from = ref MemoryMarshal.GetReference(values);
        var floors = Vector256.Create(floor);
        var mask = Vector256.Create(MantissaMask);
        var one = Vector256.Create(1f).AsInt32();
        double logs = 0;
        var exponents = Vector256<int>.Zero;
        var k = 0;
        while (k <= values.Length - Vector256<float>.Count)
        {
            var products = Vector256.Create(1f);
            var end = Math.Min(values.Length - Vector256<float>.Count, k + ((VectorsPerProduct - 1) * Vector256<float>.Count));
            for (; k <= end; k += Vector256<float>.Count)
            {
                var bits = Vector256.Max(Vector256.LoadUnsafe(ref from, (nuint)k), floors).AsInt32();
                exponents += bits >>> MantissaBits;
                products *= ((bits & mask) | one).AsSingle();
            }

            logs += Vector256.Sum(Vector256.Log(products));
        }

        var whole = k;
        for (; k < values.Length; k++)
        {
            logs += Math.Log(Math.Max(values[k], floor));
        }

        return logs + (Math.Log(2) * (Vector256.Sum(exponents) - ((long)ExponentBias * whole)));
    }
}
