using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NAudio.SoundFile.Interop;

namespace NAudio.SoundFile;

/// <summary>What the installed libsndfile can do. Every member throws <see cref="DllNotFoundException"/> when none is installed.</summary>
public static class SoundFileCapabilities
{
    /// <summary>For example "libsndfile-1.2.2".</summary>
    public static string LibraryVersion => Marshal.PtrToStringUTF8(SoundFileLibrary.VersionString()) ?? "";

    /// <summary>Whether a stereo file at 48 kHz of this kind could be written.</summary>
    public static bool IsFormatSupported(SoundFileMajorFormat major, SoundFileSubtype subtype = SoundFileSubtype.Default)
    {
        var info = new SoundFileInfo { SampleRate = 48000, Channels = 2, Format = FormatCodes.Combine(major, subtype) };
        return SoundFileLibrary.FormatCheck(ref info) != 0;
    }

    /// <summary>Every container that the library was built with.</summary>
    public static IReadOnlyList<SoundFileFormatInfo> GetSupportedMajorFormats()
    {
        var formats = new List<SoundFileFormatInfo>();
        var count = 0;
        _ = SoundFileLibrary.GetCount(0, SoundFileLibrary.GetMajorFormatCount, ref count, sizeof(int));
        for (var i = 0; i < count; i++)
        {
            var description = new FormatDescription { Format = i };
            var error = SoundFileLibrary.GetFormat(
                0, SoundFileLibrary.GetMajorFormat, ref description, Unsafe.SizeOf<FormatDescription>());
            if (error == 0)
            {
                formats.Add(new SoundFileFormatInfo(
                    description.Format,
                    Marshal.PtrToStringUTF8(description.Name) ?? "",
                    Marshal.PtrToStringUTF8(description.Extension) ?? ""));
            }
        }

        return formats;
    }
}
