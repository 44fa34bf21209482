using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActorQueue.Isolation;

/// <summary>
/// The two pipes to the node, taken away from everybody else in this process: afterwards standard input is empty and standard output is standard error, for managed and
/// native code and for programs started from here, so nothing can get among the frames or hold the pipes open.
/// </summary>
internal sealed partial class StandardPipes(Stream input, Stream output)
{
    private const int Input = 0;
    private const int Output = 1;
    private const int Error = 2;

    // fcntl's F_DUPFD_CLOEXEC on Linux: a copy that programs started from here do not inherit.
    private const int DuplicateCloseOnExecute = 1030;

    // O_CLOEXEC on Linux.
    private const int CloseOnExecute = 0x80000;

    public Stream FromNode { get; } = input;

    public Stream ToNode { get; } = output;

    public static StandardPipes Take()
    {
        if (OperatingSystem.IsLinux())
        {
            using var nothing = File.OpenHandle("/dev/null");
            return new StandardPipes(
                new FileStream(Own(Input, (int)nothing.DangerousGetHandle()), FileAccess.Read, bufferSize: 0, isAsync: false),
                new FileStream(Own(Output, Error), FileAccess.Write, bufferSize: 0, isAsync: false));
        }

        // Managed code, at least, is kept away.
        var standard = new StandardPipes(Console.OpenStandardInput(), Console.OpenStandardOutput());
        Console.SetIn(TextReader.Null);
        Console.SetOut(Console.Error);
        return standard;
    }

    /// <summary>Copies a descriptor for this conversation alone, and puts something else in the place of all others that lead to the same pipe.</summary>
    /// <returns>Never closed: it ends with the process, and to close it while a thread reads from it may wait for that thread.</returns>
    private static SafeFileHandle Own(int descriptor, int replacement)
    {
        var pipe = TargetOf(descriptor);
        var own = Check(Control(descriptor, DuplicateCloseOnExecute, Error + 1), descriptor);
        Check(Duplicate(replacement, descriptor), descriptor);

        // The console has a copy of its own once something was printed, and whoever holds its writer prints there.
        foreach (var copy in Directory.GetFiles("/proc/self/fd").Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture)))
        {
            if (copy > Error && copy != own && TargetOf(copy) is { } target && target == pipe)
            {
                Check(DuplicateOver(replacement, copy, CloseOnExecute), copy);
            }
        }

        return new SafeFileHandle(own, ownsHandle: false);
    }

    private static string? TargetOf(int descriptor)
    {
        try
        {
            return new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget;
        }
        catch (IOException)
        {
            // Closed in the meantime.
            return null;
        }
    }

    private static int Check(int result, int descriptor) =>
        result >= 0 ? result : throw new IOException($"Descriptor {descriptor} cannot be replaced: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "dup3", SetLastError = true)]
    private static partial int DuplicateOver(int from, int to, int flags);
}
