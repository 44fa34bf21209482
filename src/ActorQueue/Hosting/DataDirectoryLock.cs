using System.Globalization;

namespace ActorQueue.Hosting;

/// <summary>Makes this process the owner of a data folder. The operating system lets go of the lock when the process dies, however it dies.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private const string LockFile = "actorqueue.lock";

    // What "held by another process" looks like: errno EWOULDBLOCK on Linux, its Win32 counterpart. Anything else is a broken or read-only disk.
    private const int WouldBlock = 11;
    private const int SharingViolation = unchecked((int)0x80070020);

    private const string ProcessIdFile = "actorqueue.pid";

    private readonly FileStream _lock;

    private DataDirectoryLock(FileStream held) => _lock = held;

    /// <summary>Takes the folder, which is made when absent.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process, or another queue in this one, has it.</exception>
    public static DataDirectoryLock Acquire(string directory)
    {
        Directory.CreateDirectory(directory);
        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(directory, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult is WouldBlock or SharingViolation)
        {
            throw new DataDirectoryInUseException(directory, ReadOwner(directory));
        }

        // A file of its own: the locked one cannot be read by others.
        File.WriteAllText(Path.Combine(directory, ProcessIdFile), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new DataDirectoryLock(held);
    }

    // The lock file stays: deleting it could take it from under another process that has just opened it.
    public void Dispose() => _lock.Dispose();

    private static int? ReadOwner(string directory)
    {
        try
        {
            return int.Parse(File.ReadAllText(Path.Combine(directory, ProcessIdFile)), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or FormatException or OverflowException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
