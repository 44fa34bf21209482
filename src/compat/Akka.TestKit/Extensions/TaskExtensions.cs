namespace Akka.TestKit.Extensions;

public static class TaskExtensions
{
    /// <returns>Whether the task ended in the time; its exception, if it failed, is thrown.</returns>
    public static async Task<bool> AwaitWithTimeout(
        this Task parentTask, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        if (!await Ends(parentTask, timeout, cancellationToken))
        {
            return false;
        }

        await parentTask;
        return true;
    }

    /// <exception cref="TaskCanceledException">The task did not end in the time.</exception>
    public static async Task<T> WithTimeout<T>(
        this Task<T> parentTask, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        await Ends(parentTask, timeout, cancellationToken)
            ? await parentTask
            : throw new TaskCanceledException($"The task did not end within {timeout}.");

    private static async Task<bool> Ends(Task task, TimeSpan timeout, CancellationToken cancellation)
    {
        await task.WaitAsync(timeout, TimeProvider.System, cancellation)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return task.IsCompleted;
    }
}
