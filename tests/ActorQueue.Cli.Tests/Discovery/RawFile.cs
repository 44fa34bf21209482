using System.Runtime.InteropServices;
using ActorQueue.Cli.Discovery;
using Microsoft.Win32.SafeHandles;

namespace ActorQueue.Cli.Tests.Discovery;

/// <summary>A file under a name that .NET can neither make nor delete.</summary>
internal sealed partial class RawFile : IDisposable
{
    private readonly byte[] _path;

    public RawFile(FilePath path, ReadOnlySpan<byte> content)
    {
        _path = path.ToNativeString();
        var descriptor = Create(_path, 0x1a4);
        descriptor.ShouldBeGreaterThan(0);
        using var stream = new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Write);
        stream.Write(content);
    }

    public void Dispose() => Delete(_path).ShouldBe(0);

    [LibraryImport("libc", EntryPoint = "creat")]
    private static partial int Create(byte[] path, uint mode);

    [LibraryImport("libc", EntryPoint = "unlink")]
    private static partial int Delete(byte[] path);
}
