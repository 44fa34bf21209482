using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorQueue.Audio.Signal;

/// <summary>Eight complex numbers, real and imaginary parts apart, which is how the FFT keeps everything between its passes.</summary>
internal readonly struct ComplexLanes
{
    /// <summary>Number of complex values in one vector.</summary>
    public const int Count = 8;

    private readonly Vector256<float> _re;
    private readonly Vector256<float> _im;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexLanes(Vector256<float> re, Vector256<float> im)
    {
        _re = re;
        _im = im;
    }

    public Vector256<float> Re
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _re;
    }

    public Vector256<float> Im
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _im;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes Load(ref float re, ref float im, int index) =>
        new(Vector256.LoadUnsafe(ref re, (nuint)index), Vector256.LoadUnsafe(ref im, (nuint)index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float re, ref float im, int index)
    {
        _re.StoreUnsafe(ref re, (nuint)index);
        _im.StoreUnsafe(ref im, (nuint)index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes operator +(ComplexLanes a, ComplexLanes b) => new(a._re + b._re, a._im + b._im);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes operator -(ComplexLanes a, ComplexLanes b) => new(a._re - b._re, a._im - b._im);

    /// <summary>a − i·b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes MinusI(ComplexLanes a, ComplexLanes b) => new(a._re + b._im, a._im - b._re);

    /// <summary>a + i·b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes PlusI(ComplexLanes a, ComplexLanes b) => new(a._re - b._im, a._im + b._re);

    /// <summary>This times the number (re, im).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexLanes Times(Vector256<float> re, Vector256<float> im) => new(
        Vector256.MultiplyAddEstimate(_re, re, -(_im * im)),
        Vector256.MultiplyAddEstimate(_re, im, _im * re));

    /// <summary>This times (1 − i)/√2, the eighth root of one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexLanes TimesEighthRoot()
    {
        var half = Vector256.Create(float.Sqrt(0.5f));
        return new((_re + _im) * half, (_im - _re) * half);
    }

    /// <summary>This times −(1 + i)/√2, the third power of the eighth root of one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexLanes TimesEighthRootCubed()
    {
        var half = Vector256.Create(float.Sqrt(0.5f));
        return new((_im - _re) * half, -(_re + _im) * half);
    }
}
