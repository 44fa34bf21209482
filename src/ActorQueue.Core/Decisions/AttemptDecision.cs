using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Events;
using ActorQueue.Core.Retry;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Decisions;

/// <summary>What the report of a current attempt leads to.</summary>
internal static class AttemptDecision
{
    /// <summary>Longest error message that is kept, in characters; processors may report whole stack traces.</summary>
    public const int MaxErrorMessageLength = 4096;

    /// <summary>Longest error code that is kept.</summary>
    public const int MaxErrorCodeLength = 64;

    public static QueueEvent Complete(QueueSettings settings, CompleteAttempt command, DateTimeOffset now) =>
        command.Result.Length <= settings.MaxResultBytes
            ? new TaskCompleted(now, command.Id, command.Attempt, command.Result)
            : new TaskFailed(now, command.Id, command.Attempt, FailureClass.Permanent, new TaskError(
                ErrorCodes.ResultTooLarge,
                $"The result has {command.Result.Length} bytes, at most {settings.MaxResultBytes} are allowed."));

    public static QueueEvent Fail(
        QueueState state, QueueSettings settings, int slot, RetryOptions options, FailAttempt command, DateTimeOffset now)
    {
        ref var task = ref state.Slots[slot];
        if (task.IsCancelRequested || command.Class == FailureClass.Cancelled)
        {
            return new TaskCancelled(now, command.Id, command.Attempt);
        }

        var error = Bounded(command.Error);
        var decision = command.Class switch
        {
            FailureClass.Permanent => default,
            FailureClass.Crashed => AfterCrash(settings, options, ref task, now, command.JitterFraction),
            FailureClass.OutOfMemory => AfterOutOfMemory(settings, options, ref task, now, command.JitterFraction),
            _ => RetryPolicy.Decide(options, task.Failures + 1, Utc(task.FirstStartedAt), now, command.JitterFraction),
        };

        return decision.IsRetried
            ? new RetryScheduled(now, command.Id, command.Attempt, decision.DueAt,
                RetryPolicy.LoweredPriority(options, task.Priority), command.Class, error)
            : new TaskFailed(now, command.Id, command.Attempt, command.Class, error);
    }

    /// <summary>
    /// Hands the attempt back, or ends the task when a cancel was under way, or pauses it when a pause was. What is handed
    /// back again and again is charged as a failure once its budget is used up.
    /// </summary>
    public static QueueEvent Release(
        QueueState state, QueueSettings settings, int slot, RetryOptions options, ReleaseAttempt command, DateTimeOffset now)
    {
        ref var task = ref state.Slots[slot];
        if (task.IsCancelRequested)
        {
            return new TaskCancelled(now, command.Id, command.Attempt);
        }

        if (task.IsPauseRequested)
        {
            return new AttemptPaused(now, command.Id, command.Attempt);
        }

        int drains = task.Released - (task.Extras?.Pauses ?? 0) + 1;
        return settings.DrainBudget > 0 && drains > settings.DrainBudget
            ? Fail(state, settings, slot, options, Overdrawn(command, drains), now)
            : new AttemptReleased(now, command.Id, command.Attempt);
    }

    /// <summary>How often the budget of this class has been charged in this run.</summary>
    public static int Charged(ref TaskSlot task, FailureClass @class) => @class switch
    {
        FailureClass.Crashed => task.Crashes,
        FailureClass.OutOfMemory => task.Extras?.OutOfMemory ?? 0,
        _ => task.Failures,
    };

    /// <summary>How many retries the budget of this class allows.</summary>
    public static int MaxRetries(QueueSettings settings, RetryOptions options, FailureClass @class) => @class switch
    {
        FailureClass.Crashed => settings.CrashBudget,
        FailureClass.OutOfMemory => settings.OutOfMemoryBudget,
        _ => options.MaxAttempts - 1,
    };

    private static FailAttempt Overdrawn(ReleaseAttempt command, int drains) => new(
        command.Id,
        command.Attempt,
        new TaskError(ErrorCodes.Drained, $"It was handed back unfinished {Counted.Of(drains, "time")}."),
        FailureClass.Retryable,
        JitterFraction: 0.5);

    private static RetryDecision AfterOutOfMemory(
        QueueSettings settings, RetryOptions options, ref TaskSlot task, DateTimeOffset now, double jitterFraction)
    {
        int count = Charged(ref task, FailureClass.OutOfMemory) + 1;
        return count > settings.OutOfMemoryBudget
            ? default
            : RetryPolicy.DueWithinTotal(options, count, Utc(task.FirstStartedAt), now, jitterFraction);
    }

    private static RetryDecision AfterCrash(
        QueueSettings settings, RetryOptions options, ref TaskSlot task, DateTimeOffset now, double jitterFraction) =>
        task.Crashes + 1 > settings.CrashBudget
            ? default
            : RetryPolicy.DueWithinTotal(options, task.Crashes + 1, Utc(task.FirstStartedAt), now, jitterFraction);

    private static TaskError Bounded(TaskError error) =>
        error.Code.Length <= MaxErrorCodeLength && error.Message.Length <= MaxErrorMessageLength
            ? error
            : new TaskError(Cut(error.Code, MaxErrorCodeLength), Cut(error.Message, MaxErrorMessageLength));

    private static string Cut(string text, int length) =>
        text.Length <= length ? text : string.Concat(text.AsSpan(0, length - 1), "…");

    private static DateTimeOffset Utc(long ticks) => new(ticks, TimeSpan.Zero);
}
