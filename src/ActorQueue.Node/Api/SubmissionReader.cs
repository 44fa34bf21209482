using System.Text.Json;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Node.Api;

/// <summary>Reads a task as a client describes it into the task that the queue takes. What the queue itself judges (lengths, ranges) is left to it.</summary>
internal static class SubmissionReader
{
    /// <summary>The task, or everything that keeps the submission from being one.</summary>
    public static (TaskSpec? Task, IReadOnlyList<string> Problems) Read(TaskSubmission? submission, string queueName, TimeProvider time)
    {
        // An element of a list may be null whatever its type says.
        if (submission is null)
        {
            return (null, ["must not be null"]);
        }

        List<string> problems = [];
        if (submission.Queue is { } queue && queue != queueName)
        {
            problems.Add($"queue: the request is for '{queueName}', not '{queue}'; ?queue={Uri.EscapeDataString(queue)} asks another");
        }

        if (submission is { NotBefore: not null, DelaySeconds: not null })
        {
            problems.Add("delaySeconds: excludes notBefore");
        }

        var payload = Payload(submission, problems);
        var delay = Seconds("delaySeconds", submission.DelaySeconds, problems);
        var timeout = Seconds("attemptTimeoutSeconds", submission.AttemptTimeoutSeconds, problems);
        var retry = submission.Retry is { } given ? Retry(given, problems) : null;
        var followUps = (submission.FollowUps ?? []).Select((followUp, index) => FollowUp(followUp, index, queueName, time, problems)).ToArray();
        var dedup = submission.Dedup is { } same
            ? new DedupOptions(same.Key, Seconds("dedup.windowSeconds", same.WindowSeconds, problems) ?? TimeSpan.Zero, same.Policy)
            : null;
        if (problems.Count > 0)
        {
            return (null, problems);
        }

        var task = new TaskSpec
        {
            Id = submission.Id ?? TaskId.New(time),
            Kind = submission.Kind ?? "",
            Name = submission.Name!,
            Priority = submission.Priority ?? TaskPriority.Normal,
            Payload = payload,
            ContentType = submission.ContentType ?? TaskSpec.DefaultContentType,
            NotBefore = delay is { } wait ? time.GetUtcNow() + wait : submission.NotBefore,
            AttemptTimeout = timeout,
            Retry = retry,
            Description = submission.Description,
            Tags = submission.Tags ?? [],
            DependsOn = submission.DependsOn ?? [],
            OnDependencyFailed = submission.OnDependencyFailed ?? DependencyFailurePolicy.Fail,
            BatchId = submission.BatchId,
            FollowUps = followUps!,
            ProgressHandler = submission.ProgressHandler,
            Dedup = dedup,
            FairnessKey = submission.FairnessKey,
            FairnessWeight = submission.FairnessWeight,
            ConcurrencyKey = submission.ConcurrencyKey,
            RateKey = submission.RateKey,
            SizeHint = submission.SizeHint,
            Resources = submission.Resources,
        };
        return (task, []);
    }

    private static FollowUp? FollowUp(FollowUpSubmission? followUp, int index, string queueName, TimeProvider time, List<string> problems)
    {
        var (task, found) = Read(followUp?.Task, queueName, time);
        problems.AddRange(found.Select(problem => $"followUps[{index}].{problem}"));
        return task is null ? null : new FollowUp(followUp!.On, task);
    }

    private static ReadOnlyMemory<byte> Payload(TaskSubmission submission, List<string> problems)
    {
        if (submission.PayloadBase64 is not { } base64)
        {
            return submission.Payload is { } json ? JsonSerializer.SerializeToUtf8Bytes(json, ApiJson.Default.JsonElement) : ReadOnlyMemory<byte>.Empty;
        }

        if (submission.Payload is not null)
        {
            problems.Add("payloadBase64: excludes payload");
        }

        var bytes = new byte[base64.Length / 4 * 3 + 3];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
        {
            problems.Add("payloadBase64: is not base 64");
        }

        return bytes.AsMemory(0, length);
    }

    private static RetryOptions Retry(RetrySubmission given, List<string> problems)
    {
        var defaults = new RetryOptions();
        return new RetryOptions
        {
            Strategy = given.Strategy ?? (given.DelaysSeconds is null ? defaults.Strategy : RetryStrategy.Custom),
            Delay = Seconds("retry.delaySeconds", given.DelaySeconds, problems) ?? defaults.Delay,
            Base = given.Base ?? defaults.Base,
            MaxDelay = Seconds("retry.maxDelaySeconds", given.MaxDelaySeconds, problems) ?? defaults.MaxDelay,
            Jitter = given.Jitter ?? defaults.Jitter,
            Delays = [.. (given.DelaysSeconds ?? []).Select(delay => Seconds("retry.delaysSeconds", delay, problems) ?? TimeSpan.Zero)],
            MaxAttempts = given.MaxAttempts ?? (given.DelaysSeconds is { } delays ? delays.Count + 1 : defaults.MaxAttempts),
            TotalTimeout = Seconds("retry.totalTimeoutSeconds", given.TotalTimeoutSeconds, problems),
            PriorityStep = given.PriorityStep ?? defaults.PriorityStep,
        };
    }

    private static TimeSpan? Seconds(string name, double? value, List<string> problems)
    {
        if (value is not { } seconds)
        {
            return null;
        }

        if (seconds >= 0 && seconds <= RetryOptions.MaxDuration.TotalSeconds)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        problems.Add($"{name}: {seconds} is not in the range 0 to {RetryOptions.MaxDuration.TotalSeconds}");
        return null;
    }
}
