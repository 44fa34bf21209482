using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NAudio.SoundFile.Interop;

/// <summary>The functions of libsndfile that are used; http://libsndfile.github.io/libsndfile/api.html names them.</summary>
internal static partial class SoundFileLibrary
{
    public const int ReadMode = 0x10;
    public const int GetMajorFormatCount = 0x1030;
    public const int GetMajorFormat = 0x1031;

    private const string Library = "libsndfile";

    /// <summary>What packagers call it: the runtime name first, because the plain one comes with development packages only.</summary>
    private static readonly string[] FileNames =
        ["libsndfile.so.1", "libsndfile.so", "libsndfile.1.dylib", "libsndfile.dylib", "sndfile.dll", "libsndfile-1.dll"];

#pragma warning disable CA2255 // The resolver must stand before the first call, whoever makes it.
    [ModuleInitializer]
    public static void RegisterResolver() => NativeLibrary.SetDllImportResolver(typeof(SoundFileLibrary).Assembly, Resolve);
#pragma warning restore CA2255

    [LibraryImport(Library, EntryPoint = "sf_open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Open(string path, int mode, ref SoundFileInfo info);

    [LibraryImport(Library, EntryPoint = "sf_open_virtual")]
    public static partial nint OpenVirtual(ref VirtualIo callbacks, int mode, ref SoundFileInfo info, nint userData);

    [LibraryImport(Library, EntryPoint = "sf_close")]
    public static partial int Close(nint file);

    [LibraryImport(Library, EntryPoint = "sf_readf_float")]
    public static partial long ReadFrames(SoundFileHandle file, Span<float> samples, long frames);

    [LibraryImport(Library, EntryPoint = "sf_seek")]
    public static partial long Seek(SoundFileHandle file, long frames, int whence);

    [LibraryImport(Library, EntryPoint = "sf_error")]
    public static partial int Error(SoundFileHandle file);

    [LibraryImport(Library, EntryPoint = "sf_strerror")]
    public static partial nint ErrorText(SoundFileHandle file);

    /// <summary>The text of the last failed open, which has no handle.</summary>
    [LibraryImport(Library, EntryPoint = "sf_strerror")]
    public static partial nint OpenErrorText(nint noFile);

    [LibraryImport(Library, EntryPoint = "sf_get_string")]
    public static partial nint GetString(SoundFileHandle file, int field);

    [LibraryImport(Library, EntryPoint = "sf_version_string")]
    public static partial nint VersionString();

    [LibraryImport(Library, EntryPoint = "sf_format_check")]
    public static partial int FormatCheck(ref SoundFileInfo info);

    [LibraryImport(Library, EntryPoint = "sf_command")]
    public static partial int GetCount(nint noFile, int command, ref int count, int size);

    [LibraryImport(Library, EntryPoint = "sf_command")]
    public static partial int GetFormat(nint noFile, int command, ref FormatDescription description, int size);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Library)
        {
            return 0;
        }

        foreach (var fileName in FileNames)
        {
            if (NativeLibrary.TryLoad(fileName, assembly, searchPath, out var handle))
            {
                return handle;
            }
        }

        return 0;
    }
}

/// <summary>SF_INFO.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SoundFileInfo
{
    public long Frames;
    public int SampleRate;
    public int Channels;
    public int Format;
    public int Sections;
    public int Seekable;
}

/// <summary>SF_FORMAT_INFO.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FormatDescription
{
    public int Format;
    public nint Name;
    public nint Extension;
}

/// <summary>SF_VIRTUAL_IO: five function pointers.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct VirtualIo
{
    public nint GetLength;
    public nint Seek;
    public nint Read;
    public nint Write;
    public nint Tell;
}

/// <summary>The SF_STR_ numbers.</summary>
internal enum StringField
{
    Title = 0x01,
    Copyright = 0x02,
    Software = 0x03,
    Artist = 0x04,
    Comment = 0x05,
    Date = 0x06,
    Album = 0x07,
    TrackNumber = 0x09,
    Genre = 0x10,
}
