using ActorQueue.Cli.CommandLine;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;
using ActorQueue.Files;

namespace ActorQueue.Cli.Access;

/// <summary>The queue of a host, for lists of files. While it is unavailable its methods say so as a queue of this process does; a host that is gone ends the command.</summary>
internal sealed class ApiFileTaskQueue(ApiClient api, string kind, long largeFileBytes, TimeProvider time) : IFileTaskQueue
{
    // A full queue is asked again; changes tell when a task ends, but not whether its place went to somebody else.
    private static readonly TimeSpan RoomPollInterval = TimeSpan.FromMilliseconds(200);

    public long LargeFileBytes { get; } = largeFileBytes;

    public async Task<IReadOnlyList<EnqueueOutcome>> EnqueueWhenRoomAsync(IReadOnlyList<TaskSpec> tasks, CancellationToken cancellationToken = default)
    {
        var outcomes = new Dictionary<TaskId, EnqueueOutcome>();
        var rest = tasks;
        while (true)
        {
            var submissions = new TaskSubmissions([.. rest.Select(TaskSubmission.Of)]);
            var answer = await AskAsync(() => api.PostAsync("tasks/bulk", submissions, ApiJson.Default.TaskSubmissions, ApiJson.Default.SubmissionOutcomes, cancellationToken));
            foreach (var outcome in answer.Outcomes)
            {
                outcomes[outcome.Id] = new EnqueueOutcome(outcome.Id, outcome.Result, outcome.Status ?? QueueTaskStatus.None, outcome.Code, outcome.Message) { ExistingId = outcome.ExistingId };
            }

            rest = [.. rest.Where(task => outcomes[task.Id] is { Result: EnqueueResult.Rejected, Reason: RejectReasons.QueueFull })];
            if (rest.Count == 0)
            {
                return [.. tasks.Select(task => outcomes[task.Id])];
            }

            await Task.Delay(RoomPollInterval, time, cancellationToken);
        }
    }

    public Task<TaskView?> GetAsync(TaskId id, CancellationToken cancellationToken = default) =>
        AskAsync(() => api.FindAsync($"tasks/{id}", ApiJson.Default.TaskView, cancellationToken));

    public async Task<IAsyncEnumerator<TaskChange>> StartWatchAsync(CancellationToken cancellationToken)
    {
        var events = api.WatchAsync($"?kind={Uri.EscapeDataString(kind)}", cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            // The first item is the answer that it watches.
            await AskAsync(() => events.MoveNextAsync().AsTask());
        }
        catch
        {
            await events.DisposeAsync();
            throw;
        }

        return ReadAsync(events).GetAsyncEnumerator(cancellationToken);
    }

    private static async IAsyncEnumerable<TaskChange> ReadAsync(IAsyncEnumerator<TaskEvent?> events)
    {
        await using (events)
        {
            while (await events.MoveNextAsync())
            {
                if (events.Current is { } told && Enum.TryParse<TaskChangeKind>(told.Change.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var change))
                {
                    yield return new TaskChange(change, told.Task);
                }
            }
        }
    }

    private static async Task<T> AskAsync<T>(Func<Task<T>> request)
    {
        try
        {
            return await request();
        }
        catch (CommandFailedException exception) when (exception.InnerException is QueueUnavailableException)
        {
            throw new QueueUnavailableException("its host says so", exception);
        }
    }
}
