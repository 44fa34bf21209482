namespace ActorQueue.Contracts;

/// <summary>What becomes of a submit whose dedup key another task has within its window. A file format.</summary>
public enum DedupPolicy : byte
{
    /// <summary>Reserved: a zeroed field is no policy.</summary>
    None = 0,

    /// <summary>It is refused (<see cref="RejectReasons.DuplicateKey"/>).</summary>
    Reject = 1,

    /// <summary>It takes the place of the other one where that waits, which is then cancelled; else it is accepted beside it.</summary>
    Replace = 2,

    /// <summary>It is answered as a duplicate, and the outcome names the other task.</summary>
    ReturnExisting = 3,

    /// <summary>
    /// It takes the place of the other one where that waits, and becomes due a window after now: the task starts when no
    /// submit has come for that long.
    /// </summary>
    Debounce = 4,

    /// <summary>It is refused (<see cref="RejectReasons.Throttled"/>): one task a window.</summary>
    Throttle = 5,
}

/// <summary>Which submits mean the same work. The queue remembers a key for its window, from the submit that was accepted under it.</summary>
/// <param name="Key">1 to <see cref="MaxKeyLength"/> characters.</param>
/// <param name="Window">More than 0, at most a year.</param>
/// <param name="Policy">What becomes of a submit within the window of another.</param>
public sealed record DedupOptions(string Key, TimeSpan Window, DedupPolicy Policy = DedupPolicy.ReturnExisting)
{
    /// <summary>Most characters of <see cref="Key"/>.</summary>
    public const int MaxKeyLength = 256;

    /// <summary>Every problem with these options, each starting with the option's name; empty when they are sound.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        if (string.IsNullOrEmpty(Key) || Key.Length > MaxKeyLength)
        {
            problems.Add($"key: {Key?.Length ?? 0} characters, 1 to {MaxKeyLength} are allowed");
        }

        if (Window <= TimeSpan.Zero || Window > RetryOptions.MaxDuration)
        {
            problems.Add($"window: {Window} is not between 0 (exclusive) and {RetryOptions.MaxDuration}");
        }

        if (Policy is not (>= DedupPolicy.Reject and <= DedupPolicy.Throttle))
        {
            problems.Add($"policy: {Policy} is none of reject, replace, returnExisting, debounce, throttle");
        }

        return problems;
    }
}
