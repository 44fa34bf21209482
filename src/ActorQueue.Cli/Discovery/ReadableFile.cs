using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActorQueue.Cli.Discovery;

/// <summary>
/// A name under which .NET and native libraries can open a file. For a name that is not UTF-8 that is Linux' own
/// name of an open descriptor, held open until this is disposed.
/// </summary>
internal sealed partial class ReadableFile : IDisposable
{
    private const int CloseOnExecute = 0x80000;

    private readonly SafeFileHandle? _handle;

    private ReadableFile(string name, SafeFileHandle? handle) => (Name, _handle) = (name, handle);

    public string Name { get; }

    /// <summary>Finds a name under which the file can be opened.</summary>
    /// <exception cref="FileNotFoundException">A file with a name that is not UTF-8 cannot be opened.</exception>
    public static ReadableFile Open(FilePath path)
    {
        if (path.IsText || !OperatingSystem.IsLinux())
        {
            return new ReadableFile(path.Text, null);
        }

        var handle = OpenDescriptor(path.ToNativeString(), CloseOnExecute);
        return handle.IsInvalid
            ? throw new FileNotFoundException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}", path.Text)
            : new ReadableFile($"/proc/self/fd/{handle.DangerousGetHandle()}", handle);
    }

    public void Dispose() => _handle?.Dispose();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial SafeFileHandle OpenDescriptor(byte[] path, int flags);
}
