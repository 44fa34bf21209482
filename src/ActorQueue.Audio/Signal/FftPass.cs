using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorQueue.Audio.Signal;

/// <summary>
/// One decimation-in-frequency pass of a Stockham transform whose elements are vectors: it reads one buffer and writes the other in the order
/// in which the next pass reads, so nothing is ever bit-reversed (C. Van Loan, Computational Frameworks for the Fast Fourier Transform, 1992, §1.7).
/// </summary>
internal sealed class FftPass
{
    private readonly int _radix;
    private readonly int _groups;
    private readonly int _stride;
    private readonly float[] _twiddles;

    /// <param name="radix">4 or 8.</param>
    /// <param name="length">Elements of the transforms that are left before this pass; a multiple of <paramref name="radix"/>.</param>
    /// <param name="stride">How many such transforms are interleaved.</param>
    public FftPass(int radix, int length, int stride)
    {
        _radix = radix;
        _groups = length / radix;
        _stride = stride;
        _twiddles = new float[_groups * (radix - 1) * 2];
        var at = 0;
        for (var group = 0; group < _groups; group++)
        {
            for (var output = 1; output < radix; output++)
            {
                var turn = (double)group * output / length;
                _twiddles[at++] = (float)Math.Cos(2 * Math.PI * turn);
                _twiddles[at++] = (float)-Math.Sin(2 * Math.PI * turn);
            }
        }
    }

    /// <summary>Reads from one pair of buffers and writes the other. Both hold radix · groups · stride vectors.</summary>
    public void Run(ref float inRe, ref float inIm, ref float outRe, ref float outIm)
    {
        if (_radix == 8)
        {
            RunRadix8(ref inRe, ref inIm, ref outRe, ref outIm);
        }
        else
        {
            RunRadix4(ref inRe, ref inIm, ref outRe, ref outIm);
        }
    }

    private void RunRadix4(ref float inRe, ref float inIm, ref float outRe, ref float outIm)
    {
        var step = _stride * ComplexLanes.Count;
        var quarter = _groups * step;
        ref var twiddle = ref Unsafe.AsRef(in _twiddles[0]);
        for (var group = 0; group < _groups; group++)
        {
            var w1Re = Vector256.Create(twiddle);
            var w1Im = Vector256.Create(Unsafe.Add(ref twiddle, 1));
            var w2Re = Vector256.Create(Unsafe.Add(ref twiddle, 2));
            var w2Im = Vector256.Create(Unsafe.Add(ref twiddle, 3));
            var w3Re = Vector256.Create(Unsafe.Add(ref twiddle, 4));
            var w3Im = Vector256.Create(Unsafe.Add(ref twiddle, 5));
            twiddle = ref Unsafe.Add(ref twiddle, 6);
            var from = group * step;
            var to = group * 4 * step;
            for (var end = from + step; from < end; from += ComplexLanes.Count, to += ComplexLanes.Count)
            {
                var a = ComplexLanes.Load(ref inRe, ref inIm, from);
                var b = ComplexLanes.Load(ref inRe, ref inIm, from + quarter);
                var c = ComplexLanes.Load(ref inRe, ref inIm, from + (2 * quarter));
                var d = ComplexLanes.Load(ref inRe, ref inIm, from + (3 * quarter));
                var evenSum = a + c;
                var evenDifference = a - c;
                var oddSum = b + d;
                var oddDifference = b - d;
                (evenSum + oddSum).Store(ref outRe, ref outIm, to);
                ComplexLanes.MinusI(evenDifference, oddDifference).Times(w1Re, w1Im)
                    .Store(ref outRe, ref outIm, to + step);
                (evenSum - oddSum).Times(w2Re, w2Im).Store(ref outRe, ref outIm, to + (2 * step));
                ComplexLanes.PlusI(evenDifference, oddDifference).Times(w3Re, w3Im)
                    .Store(ref outRe, ref outIm, to + (3 * step));
            }
        }
    }

    private void RunRadix8(ref float inRe, ref float inIm, ref float outRe, ref float outIm)
    {
        var step = _stride * ComplexLanes.Count;
        var eighth = _groups * step;
        ref var twiddle = ref Unsafe.AsRef(in _twiddles[0]);
        for (var group = 0; group < _groups; group++)
        {
            var from = group * step;
            var to = group * 8 * step;
            for (var end = from + step; from < end; from += ComplexLanes.Count, to += ComplexLanes.Count)
            {
                var a0 = ComplexLanes.Load(ref inRe, ref inIm, from);
                var a1 = ComplexLanes.Load(ref inRe, ref inIm, from + eighth);
                var a2 = ComplexLanes.Load(ref inRe, ref inIm, from + (2 * eighth));
                var a3 = ComplexLanes.Load(ref inRe, ref inIm, from + (3 * eighth));
                var a4 = ComplexLanes.Load(ref inRe, ref inIm, from + (4 * eighth));
                var a5 = ComplexLanes.Load(ref inRe, ref inIm, from + (5 * eighth));
                var a6 = ComplexLanes.Load(ref inRe, ref inIm, from + (6 * eighth));
                var a7 = ComplexLanes.Load(ref inRe, ref inIm, from + (7 * eighth));

                var s0 = a0 + a4;
                var s1 = a1 + a5;
                var s2 = a2 + a6;
                var s3 = a3 + a7;
                var even0 = s0 + s2;
                var even1 = s0 - s2;
                var even2 = s1 + s3;
                var even3 = s1 - s3;
                (even0 + even2).Store(ref outRe, ref outIm, to);
                Twiddle(ComplexLanes.MinusI(even1, even3), ref twiddle, 2)
                    .Store(ref outRe, ref outIm, to + (2 * step));
                Twiddle(even0 - even2, ref twiddle, 4).Store(ref outRe, ref outIm, to + (4 * step));
                Twiddle(ComplexLanes.PlusI(even1, even3), ref twiddle, 6)
                    .Store(ref outRe, ref outIm, to + (6 * step));

                var d0 = a0 - a4;
                var d1 = (a1 - a5).TimesEighthRoot();
                var d2 = a2 - a6;
                var d3 = (a3 - a7).TimesEighthRootCubed();
                var odd0 = ComplexLanes.MinusI(d0, d2);
                var odd1 = ComplexLanes.PlusI(d0, d2);
                var odd2 = d1 + d3;
                var odd3 = d1 - d3;
                Twiddle(odd0 + odd2, ref twiddle, 1).Store(ref outRe, ref outIm, to + step);
                Twiddle(ComplexLanes.MinusI(odd1, odd3), ref twiddle, 3)
                    .Store(ref outRe, ref outIm, to + (3 * step));
                Twiddle(odd0 - odd2, ref twiddle, 5).Store(ref outRe, ref outIm, to + (5 * step));
                Twiddle(ComplexLanes.PlusI(odd1, odd3), ref twiddle, 7)
                    .Store(ref outRe, ref outIm, to + (7 * step));
            }

            twiddle = ref Unsafe.Add(ref twiddle, 14);
        }
    }

    // Fourteen broadcasts don't fit in sixteen registers beside the data, so they are loaded where they are used.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ComplexLanes Twiddle(ComplexLanes value, ref float twiddle, int output) => value.Times(
        Vector256.Create(Unsafe.Add(ref twiddle, (2 * output) - 2)),
        Vector256.Create(Unsafe.Add(ref twiddle, (2 * output) - 1)));
}
