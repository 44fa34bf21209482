using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorQueue.Audio.Signal;

/// <summary>
/// A fixed buffer that starts on a cache line. An array would do, but half of its vector loads would straddle two
/// lines, which costs the FFT about a tenth. Pinned, so that the collector cannot move it off its line.
/// </summary>
internal sealed class AlignedFloats
{
    private const int CacheLineBytes = 64;
    private readonly float[] _storage;
    private readonly int _offset;

    public AlignedFloats(int length)
    {
        Length = length;
        _storage = GC.AllocateArray<float>(length + (CacheLineBytes / sizeof(float)), pinned: true);
        var address = (nuint)Marshal.UnsafeAddrOfPinnedArrayElement(_storage, 0);
        var misalignedBytes = (int)(address % CacheLineBytes);
        _offset = misalignedBytes == 0 ? 0 : (CacheLineBytes - misalignedBytes) / sizeof(float);
    }

    public int Length { get; }

    public Span<float> Span => _storage.AsSpan(_offset, Length);

    /// <summary>The first element. Callers of vector code have checked their ranges against <see cref="Length"/>.</summary>
    public ref float First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_storage), _offset);
    }
}
