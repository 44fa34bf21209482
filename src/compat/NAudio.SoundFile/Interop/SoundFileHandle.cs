using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NAudio.SoundFile.Interop;

/// <summary>An open SNDFILE.</summary>
internal sealed class SoundFileHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public SoundFileHandle(nint file)
        : base(ownsHandle: true) => SetHandle(file);

    public string? GetString(StringField field) => Marshal.PtrToStringUTF8(SoundFileLibrary.GetString(this, (int)field));

    /// <summary>Throws when the last call left an error behind.</summary>
    public void ThrowIfFaulted(string function)
    {
        var error = SoundFileLibrary.Error(this);
        if (error != 0)
        {
            throw new SoundFileException(error, function, Marshal.PtrToStringUTF8(SoundFileLibrary.ErrorText(this)) ?? "unknown error");
        }
    }

    /// <summary>Wraps what an open call returned, or throws with the library's last error text.</summary>
    public static SoundFileHandle FromOpen(nint file, string function) => file != 0
        ? new SoundFileHandle(file)
        : throw new SoundFileException(0, function, Marshal.PtrToStringUTF8(SoundFileLibrary.OpenErrorText(0)) ?? "unknown error");

    protected override bool ReleaseHandle() => SoundFileLibrary.Close(handle) == 0;
}
