using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Isolation;

/// <summary>What is known of a worker process that ended under its attempt, and the failure that makes it.</summary>
/// <param name="WorkerId">Its name in the log.</param>
/// <param name="ProcessId">Its process id.</param>
/// <param name="ExitCode">Null when the process could not be ended.</param>
/// <param name="LastLines">What it wrote to standard error last.</param>
internal sealed record WorkerEnd(string WorkerId, int ProcessId, int? ExitCode, string LastLines)
{
    private const int SignalBase = 128;
    private const int Abort = 6;

    // What the runtime, and the C++ library in native code, say before they abort.
    private static readonly string[] MemoryWords = ["Out of memory", nameof(OutOfMemoryException), "std::bad_alloc"];

    public long MemoryLimitBytes { get; init; }

    /// <summary>What the process held when it was killed for it; null when it was not.</summary>
    public long? ExceededBytes { get; init; }

    /// <summary>Whether the kernel killed for the limit of the process' control group.</summary>
    public bool IsKilledByControlGroup { get; init; }

    /// <summary>What was wrong with what it wrote; null when nothing was.</summary>
    public string? Violation { get; init; }

    public TaskFailedException ToException(Exception? cause) => IsOutOfMemory
        ? new TaskFailedException(ErrorCodes.OutOfMemory, Message, FailureClass.OutOfMemory, cause)
        : new TaskFailedException(ErrorCodes.Crashed, Message, FailureClass.Crashed, cause);

    private bool IsOutOfMemory =>
        ExceededBytes is not null || IsKilledByControlGroup
        || (Signal == Abort && MemoryWords.Any(word => LastLines.Contains(word, StringComparison.OrdinalIgnoreCase)));

    // That is how the runtime, like a shell, tells of signals.
    private int? Signal => ExitCode > SignalBase && !OperatingSystem.IsWindows() ? ExitCode - SignalBase : null;

    private string Message
    {
        get
        {
            var what = this switch
            {
                { ExceededBytes: { } bytes } => $"was killed when it held {Megabytes(bytes)} of memory; its limit is {Megabytes(MemoryLimitBytes)}",
                { IsKilledByControlGroup: true } => $"was killed by the system at its memory limit of {Megabytes(MemoryLimitBytes)}",
                { Violation: { } violation } => $"was ended because of what it wrote: {violation}",
                { ExitCode: null } => "does not answer and cannot be ended",
                { Signal: { } signal } => $"was ended by signal {signal}",
                _ => $"ended with exit code {ExitCode}",
            };
            return $"The worker process {ProcessId} ({WorkerId}) {what}.{(LastLines.Length == 0 ? "" : $" It last said: {LastLines}")}";
        }
    }

    private static string Megabytes(long bytes) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1e6:F0} MB");
}
