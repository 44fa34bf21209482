using System.Runtime.InteropServices;

namespace ActorQueue.Isolation;

/// <summary>
/// A worker process leads a process group, so that one call ends it and all that it started, even when it is itself gone already, and so that Ctrl-C in the node's
/// terminal, which reaches every process of the terminal's group, does not reach it: what runs is to be finished.
/// </summary>
internal static partial class ProcessGroup
{
    private const int Kill = 9;

    /// <summary>Makes this process the leader of a new group. Where that is not possible it stays in its parent's.</summary>
    public static bool TryLead() => !OperatingSystem.IsWindows() && SetGroup(0, 0) == 0;

    /// <summary>SIGKILL to every process of the group that this one led. Does nothing when there is none.</summary>
    public static void End(int leaderId)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SendSignal(-leaderId, Kill);
        }
    }

    [LibraryImport("libc", EntryPoint = "setpgid")]
    private static partial int SetGroup(int processId, int groupId);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}
