using System.Globalization;
using System.Text;
using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Samples;

/// <summary>A failed attempt is followed by another, after a delay that the task chooses; what cannot succeed is not tried again.</summary>
internal static class RetryPolicies
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync(TextWriter output)
    {
        await using var host = await SampleQueue.StartAsync(processors => processors.AddProcessor<Flaky>("flaky"));
        var queue = host.Queue;
        (string What, TaskSpec Task)[] tasks =
        [
            ("fixed delay", Failing(times: 2) with { Retry = RetryOptions.Fixed(Short, maxAttempts: 5) }),
            ("exponential", Failing(times: 3) with { Retry = RetryOptions.Exponential(@base: 2, minDelay: Short, maxAttempts: 5) }),
            ("listed delays", Failing(times: 1) with { Retry = RetryOptions.Custom([Short, 2 * Short]) }),
            ("too few attempts", Failing(times: 9) with { Retry = RetryOptions.Fixed(Short, maxAttempts: 3) }),
            ("no total time left", Failing(times: 9) with { Retry = RetryOptions.Fixed(TimeSpan.FromMinutes(1), maxAttempts: 5, timeout: TimeSpan.FromSeconds(30)) }),
            ("not worth a retry", Failing(times: -1)),
        ];
        await queue.EnqueueAsync([.. tasks.Select(entry => entry.Task)]);

        foreach (var (what, task) in tasks)
        {
            var ended = (await queue.WaitAsync(task.Id))!;
            var attempts = Counted.Of(ended.Attempts, "attempt");
            await output.WriteLineAsync($"{what}: {ended.Status.ToWord()} after {attempts}{(ended.Error is { } error ? $", {error.Code}" : string.Empty)}");
        }
    }

    private static TaskSpec Failing(int times) => SampleQueue.Task("flaky", times.ToString(CultureInfo.InvariantCulture));

    /// <summary>Fails as often as its payload says.</summary>
    private sealed class Flaky : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            var times = int.Parse(Encoding.UTF8.GetString(context.Payload.Span), CultureInfo.InvariantCulture);
            if (times < 0)
            {
                // The queue knows some exceptions; this says it of any error, with a code of your own.
                throw new TaskFailedException("not-a-song", "This will never be music.", FailureClass.Permanent);
            }

            return context.Attempt <= times ? throw new IOException("The network is away.") : ValueTask.FromResult(TaskResult.Empty);
        }
    }
}
