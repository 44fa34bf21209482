using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActorQueue.Tests.Isolation;

/// <summary>Waits for the end of a process that is nobody's child any more: Linux tells it on a descriptor, even where nobody reaps.</summary>
internal sealed partial class ProcessEnd : IDisposable
{
    private const int OpenProcessDescriptor = 434;
    private const short Readable = 1;

    private readonly SafeFileHandle _descriptor;

    private ProcessEnd(SafeFileHandle descriptor) => _descriptor = descriptor;

    public static ProcessEnd Watch(int processId)
    {
        var descriptor = SystemCall(OpenProcessDescriptor, processId, 0);
        descriptor.ShouldBeGreaterThanOrEqualTo(0, Marshal.GetLastPInvokeErrorMessage());
        return new ProcessEnd(new SafeFileHandle((nint)descriptor, ownsHandle: true));
    }

    public bool Wait(TimeSpan patience)
    {
        var wait = new PollDescriptor { Descriptor = (int)_descriptor.DangerousGetHandle(), Events = Readable };
        return Poll(ref wait, 1, (int)patience.TotalMilliseconds) == 1;
    }

    public void Dispose() => _descriptor.Dispose();

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(long number, int processId, uint flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollDescriptor descriptor, nuint count, int timeoutMilliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
