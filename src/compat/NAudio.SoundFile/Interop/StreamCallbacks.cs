using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NAudio.SoundFile.Interop;

/// <summary>
/// Lets libsndfile read a managed stream. An exception must not cross the native frames, so it is kept and thrown by the reader afterwards.
/// </summary>
internal sealed unsafe class StreamCallbacks : IDisposable
{
    private readonly Stream _stream;
    private GCHandle _self;

    public StreamCallbacks(Stream stream)
    {
        _stream = stream;
        _self = GCHandle.Alloc(this);
    }

    public nint UserData => GCHandle.ToIntPtr(_self);

    private Exception? Fault { get; set; }

    /// <summary>libsndfile copies the table, so it need not be kept.</summary>
    public static VirtualIo Table => new()
    {
        GetLength = (nint)(delegate* unmanaged[Cdecl]<nint, long>)&GetLength,
        Seek = (nint)(delegate* unmanaged[Cdecl]<long, int, nint, long>)&Seek,
        Read = (nint)(delegate* unmanaged[Cdecl]<byte*, long, nint, long>)&Read,
        Write = (nint)(delegate* unmanaged[Cdecl]<byte*, long, nint, long>)&Write,
        Tell = (nint)(delegate* unmanaged[Cdecl]<nint, long>)&Tell,
    };

    public void ThrowIfFaulted()
    {
        if (Fault is { } fault)
        {
            throw new SoundFileException($"The stream failed: {fault.Message}", 0, fault);
        }
    }

    public void Dispose()
    {
        if (_self.IsAllocated)
        {
            _self.Free();
        }
    }

    private static StreamCallbacks From(nint userData) => (StreamCallbacks)GCHandle.FromIntPtr(userData).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long GetLength(nint userData) => From(userData).Guard(static stream => stream.Length);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Tell(nint userData) => From(userData).Guard(static stream => stream.Position);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Seek(long offset, int whence, nint userData)
    {
        var self = From(userData);
        try
        {
            // SEEK_SET, SEEK_CUR and SEEK_END have the numbers of SeekOrigin.
            return self._stream.Seek(offset, (SeekOrigin)whence);
        }
        catch (Exception e)
        {
            self.Fault ??= e;
            return -1;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Read(byte* target, long count, nint userData)
    {
        var self = From(userData);
        try
        {
            // A short read means the end to libsndfile.
            var wanted = (int)Math.Min(count, int.MaxValue);
            return self._stream.ReadAtLeast(new Span<byte>(target, wanted), wanted, throwOnEndOfStream: false);
        }
        catch (Exception e)
        {
            self.Fault ??= e;
            return 0;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Write(byte* source, long count, nint userData) => 0;

    private long Guard(Func<Stream, long> call)
    {
        try
        {
            return call(_stream);
        }
        catch (Exception e)
        {
            Fault ??= e;
            return -1;
        }
    }
}
