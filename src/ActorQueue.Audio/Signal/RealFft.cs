using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorQueue.Audio.Signal;

/// <summary>
/// Discrete Fourier transform of real samples, with the window multiplied in while loading. One instance belongs to one thread at a time; it
/// allocates when constructed and never after.
/// </summary>
/// <remarks>
/// The N samples are taken as N/2 complex ones. A first pass of radix 8 works on eight neighbouring columns at once and turns its 8 × 8 results over, so that
/// all later passes do eight independent transforms, one in each lane, without moving values between lanes (the "four-step" split: D. H. Bailey, FFTs in external
/// or hierarchical memory, 1990). The last step separates the two real halves (H. V. Sorensen et al., Real-valued fast Fourier transform algorithms,
/// IEEE Trans. ASSP 35, 1987). Forward, unscaled: X[k] = Σ x[n]·e^(−2πi·kn/N).
/// </remarks>
internal sealed class RealFft
{
    private readonly FftPlan _plan;
    private readonly AlignedFloats _re;
    private readonly AlignedFloats _im;
    private readonly AlignedFloats _otherRe;
    private readonly AlignedFloats _otherIm;

    /// <param name="size">Samples per transform: a power of two, 128 to 2²⁰.</param>
    public RealFft(int size)
    {
        _plan = FftPlan.Of(size);
        _re = new AlignedFloats(_plan.HalfSize);
        _im = new AlignedFloats(_plan.HalfSize);
        _otherRe = new AlignedFloats(_plan.HalfSize);
        _otherIm = new AlignedFloats(_plan.HalfSize);
    }

    /// <summary>Samples per transform.</summary>
    public int Size => _plan.Size;

    /// <summary>Values of a spectrum, from 0 Hz to half the sample rate: size/2 + 1.</summary>
    public int Bins => _plan.HalfSize + 1;

    /// <summary>|X[k]|² of the windowed frame.</summary>
    /// <param name="frame">Samples, <see cref="Size"/> of them.</param>
    /// <param name="window">Factor of each sample, <see cref="Size"/> of them.</param>
    /// <param name="power">Receives <see cref="Bins"/> values.</param>
    public void Power(ReadOnlySpan<float> frame, ReadOnlySpan<float> window, Span<float> power)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(power.Length, Bins);
        var (re, im) = HalfTransform(frame, window);
        SplitToPower(ref re.First, ref im.First, ref MemoryMarshal.GetReference(power));
    }

    /// <summary>X[k] of the windowed frame, real and imaginary parts apart.</summary>
    /// <param name="frame">Samples, <see cref="Size"/> of them.</param>
    /// <param name="window">Factor of each sample, <see cref="Size"/> of them.</param>
    /// <param name="real">Receives <see cref="Bins"/> values.</param>
    /// <param name="imaginary">Receives <see cref="Bins"/> values.</param>
    public void Transform(
        ReadOnlySpan<float> frame, ReadOnlySpan<float> window, Span<float> real, Span<float> imaginary)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(real.Length, Bins);
        ArgumentOutOfRangeException.ThrowIfNotEqual(imaginary.Length, Bins);
        var (re, im) = HalfTransform(frame, window);
        SplitToComplex(re.Span, im.Span, real, imaginary);
    }

    private (AlignedFloats Re, AlignedFloats Im) HalfTransform(ReadOnlySpan<float> frame, ReadOnlySpan<float> window)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(frame.Length, Size);
        ArgumentOutOfRangeException.ThrowIfNotEqual(window.Length, Size);
        LoadPass(
            ref MemoryMarshal.GetReference(frame),
            ref MemoryMarshal.GetReference(window),
            ref _plan.FirstPass.First,
            ref _re.First,
            ref _im.First);
        var (inRe, inIm, outRe, outIm) = (_re, _im, _otherRe, _otherIm);
        var passes = _plan.Passes;
        for (var i = 0; i < passes.Count; i++)
        {
            passes[i].Run(ref inRe.First, ref inIm.First, ref outRe.First, ref outIm.First);
            (inRe, inIm, outRe, outIm) = (outRe, outIm, inRe, inIm);
        }

        return (inRe, inIm);
    }

    private void LoadPass(ref float frame, ref float window, ref float twiddle, ref float re, ref float im)
    {
        var columns = _plan.Columns;
        for (var column = 0; column < columns; column += ComplexLanes.Count)
        {
            var at = 2 * column;
            var row = 2 * columns;
            var a0 = LoadWindowed(ref frame, ref window, at);
            var a4 = LoadWindowed(ref frame, ref window, at + (4 * row));
            var s0 = a0 + a4;
            var d0 = a0 - a4;
            var a2 = LoadWindowed(ref frame, ref window, at + (2 * row));
            var a6 = LoadWindowed(ref frame, ref window, at + (6 * row));
            var s2 = a2 + a6;
            var d2 = a2 - a6;
            var a1 = LoadWindowed(ref frame, ref window, at + row);
            var a5 = LoadWindowed(ref frame, ref window, at + (5 * row));
            var s1 = a1 + a5;
            var d1 = (a1 - a5).TimesEighthRoot();
            var a3 = LoadWindowed(ref frame, ref window, at + (3 * row));
            var a7 = LoadWindowed(ref frame, ref window, at + (7 * row));
            var s3 = a3 + a7;
            var d3 = (a3 - a7).TimesEighthRootCubed();

            var even0 = s0 + s2;
            var even1 = s0 - s2;
            var even2 = s1 + s3;
            var even3 = s1 - s3;
            var odd0 = ComplexLanes.MinusI(d0, d2);
            var odd1 = ComplexLanes.PlusI(d0, d2);
            var odd2 = d1 + d3;
            var odd3 = d1 - d3;

            var y0 = even0 + even2;
            var y1 = Twiddle(odd0 + odd2, ref twiddle, 0);
            var y2 = Twiddle(ComplexLanes.MinusI(even1, even3), ref twiddle, 1);
            var y3 = Twiddle(ComplexLanes.MinusI(odd1, odd3), ref twiddle, 2);
            var y4 = Twiddle(even0 - even2, ref twiddle, 3);
            var y5 = Twiddle(odd0 - odd2, ref twiddle, 4);
            var y6 = Twiddle(ComplexLanes.PlusI(even1, even3), ref twiddle, 5);
            var y7 = Twiddle(ComplexLanes.PlusI(odd1, odd3), ref twiddle, 6);
            twiddle = ref Unsafe.Add(ref twiddle, 2 * ComplexLanes.Count * 7);

            var to = column * ComplexLanes.Count;
            LaneTransposition.StoreTransposed(
                ref Unsafe.Add(ref re, to), y0.Re, y1.Re, y2.Re, y3.Re, y4.Re, y5.Re, y6.Re, y7.Re);
            LaneTransposition.StoreTransposed(
                ref Unsafe.Add(ref im, to), y0.Im, y1.Im, y2.Im, y3.Im, y4.Im, y5.Im, y6.Im, y7.Im);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ComplexLanes LoadWindowed(ref float frame, ref float window, int at) => LaneTransposition.SplitPairs(
        Vector256.LoadUnsafe(ref frame, (nuint)at) * Vector256.LoadUnsafe(ref window, (nuint)at),
        Vector256.LoadUnsafe(ref frame, (nuint)(at + 8)) * Vector256.LoadUnsafe(ref window, (nuint)(at + 8)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ComplexLanes Twiddle(ComplexLanes value, ref float twiddle, int output) => value.Times(
        Vector256.LoadUnsafe(ref twiddle, (nuint)(output * 16)),
        Vector256.LoadUnsafe(ref twiddle, (nuint)((output * 16) + 8)));

    // Bins k … k+7 and their mirrors come from the same sums, so both are written in one go; the halves meet at N/4.
    private void SplitToPower(ref float re, ref float im, ref float power)
    {
        var half = _plan.HalfSize;
        ref var cosines = ref _plan.Cosines.First;
        ref var sines = ref _plan.Sines.First;
        var quarter = Vector256.Create(0.25f);
        var reversed = Vector256.Create(7, 6, 5, 4, 3, 2, 1, 0);
        for (var k = 1; k <= half / 2; k += ComplexLanes.Count)
        {
            var mirror = half - k - (ComplexLanes.Count - 1);
            var a = Vector256.LoadUnsafe(ref re, (nuint)k);
            var b = Vector256.LoadUnsafe(ref im, (nuint)k);
            var c = Vector256.Shuffle(Vector256.LoadUnsafe(ref re, (nuint)mirror), reversed);
            var d = Vector256.Shuffle(Vector256.LoadUnsafe(ref im, (nuint)mirror), reversed);
            var cosine = Vector256.LoadUnsafe(ref cosines, (nuint)(k - 1));
            var sine = Vector256.LoadUnsafe(ref sines, (nuint)(k - 1));
            var evenRe = a + c;
            var evenIm = b - d;
            var oddRe = b + d;
            var oddIm = c - a;
            var turnedRe = Vector256.MultiplyAddEstimate(cosine, oddRe, sine * oddIm);
            var turnedIm = Vector256.MultiplyAddEstimate(cosine, oddIm, -(sine * oddRe));
            var lowRe = evenRe + turnedRe;
            var lowIm = evenIm + turnedIm;
            var highRe = evenRe - turnedRe;
            var highIm = evenIm - turnedIm;
            (Vector256.MultiplyAddEstimate(lowRe, lowRe, lowIm * lowIm) * quarter).StoreUnsafe(ref power, (nuint)k);
            Vector256.Shuffle(Vector256.MultiplyAddEstimate(highRe, highRe, highIm * highIm) * quarter, reversed)
                .StoreUnsafe(ref power, (nuint)mirror);
        }

        var sum = re + im;
        var difference = re - im;
        power = sum * sum;
        Unsafe.Add(ref power, half) = difference * difference;
    }

    private void SplitToComplex(Span<float> re, Span<float> im, Span<float> real, Span<float> imaginary)
    {
        var half = _plan.HalfSize;
        var cosines = _plan.Cosines.Span;
        var sines = _plan.Sines.Span;
        for (var k = 1; k <= half / 2; k++)
        {
            var mirror = half - k;
            var evenRe = 0.5f * (re[k] + re[mirror]);
            var evenIm = 0.5f * (im[k] - im[mirror]);
            var oddRe = 0.5f * (im[k] + im[mirror]);
            var oddIm = 0.5f * (re[mirror] - re[k]);
            var turnedRe = (cosines[k - 1] * oddRe) + (sines[k - 1] * oddIm);
            var turnedIm = (cosines[k - 1] * oddIm) - (sines[k - 1] * oddRe);
            real[k] = evenRe + turnedRe;
            imaginary[k] = evenIm + turnedIm;
            real[mirror] = evenRe - turnedRe;
            imaginary[mirror] = turnedIm - evenIm;
        }

        real[0] = re[0] + im[0];
        real[half] = re[0] - im[0];
        imaginary[0] = imaginary[half] = 0;
    }
}
