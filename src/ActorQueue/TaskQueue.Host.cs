using System.Runtime.CompilerServices;
using ActorQueue.Callbacks;
using ActorQueue.Contracts;
using ActorQueue.Hosting;
using ActorQueue.Processors;

namespace ActorQueue;

public sealed partial class TaskQueue
{
    // What one submit of a caller that waits for room brings: a full queue takes few at a time, and each is looked at again for every place that becomes free.
    private const int WaitingChunk = 64;

    /// <summary>The queue that was started first of those that run in this process, for code that nothing is injected into.</summary>
    /// <exception cref="QueueUnavailableException">None runs.</exception>
    public static TaskQueue Default => DefaultQueue.OfThisProcess.Current ?? throw new QueueUnavailableException("no host of a queue runs in this process (AddActorQueue)");

    /// <summary>How taken this process's threads for synchronous processors are, and how often they were exhausted.</summary>
    /// <exception cref="QueueUnavailableException">The host has not been started, or has been stopped.</exception>
    public ProcessorThreads ProcessorThreads => _queue.ThreadLoad;

    /// <summary>Whether this process runs tasks of the kind <c>command</c> (<c>actorqueue.processors.command.enabled</c>); when not, they fail with <c>command-disabled</c>.</summary>
    /// <exception cref="QueueUnavailableException">The host has not been started, or has been stopped.</exception>
    public bool RunsCommands => _queue.Settings.Command.IsEnabled;

    /// <summary>Submits one task; while the queue is full, waits for room. Any other refusal is an outcome, as of <see cref="EnqueueAsync(TaskSpec, CancellationToken)"/>.</summary>
    public async Task<EnqueueOutcome> EnqueueWhenRoomAsync(TaskSpec task, CancellationToken cancellationToken = default) =>
        (await EnqueueWhenRoomAsync([task], cancellationToken))[0];

    /// <summary>
    /// Submits many tasks in their order, as many as there is room for at a time, and waits for more room while the queue is full. Not one commit: cancelled, or cut off by
    /// an unavailable queue, some may have been accepted, and the same call again goes on with the rest.
    /// </summary>
    public async Task<IReadOnlyList<EnqueueOutcome>> EnqueueWhenRoomAsync(IReadOnlyList<TaskSpec> tasks, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var outcomes = new List<EnqueueOutcome>(tasks.Count);
        var early = new Dictionary<TaskId, EnqueueOutcome>();
        await SubmitUntilFullAsync(tasks, outcomes, early, cancellationToken);
        if (outcomes.Count == tasks.Count)
        {
            return outcomes;
        }

        // Watched before the next try: room that is made between the two is then told.
        await using var watch = await _queue.WatchAsync(cancellationToken);
        await SubmitUntilFullAsync(tasks, outcomes, early, cancellationToken);
        var changes = watch.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (changes)
        {
            while (outcomes.Count < tasks.Count)
            {
                if (!await changes.MoveNextAsync())
                {
                    throw new QueueUnavailableException("it stopped before there was room");
                }

                if (changes.Current.Kind is not (TaskChangeKind.Enqueued or TaskChangeKind.Progressed))
                {
                    await SubmitUntilFullAsync(tasks, outcomes, early, cancellationToken);
                }
            }
        }

        return outcomes;
    }

    /// <summary>Every change of one task from its present state on, which comes first, until it has ended; nothing when the task is unknown.</summary>
    /// <remarks>After <see cref="TaskChangeKind.Lagged"/> the next change is the task as it is then. The first item has the kind <see cref="TaskChangeKind.None"/>: it is a state, not a change.</remarks>
    public async IAsyncEnumerable<TaskChange> WatchAsync(TaskId id, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var watch = await _queue.WatchAsync(cancellationToken);
        var task = await GetAsync(id, cancellationToken);
        if (task is null)
        {
            yield break;
        }

        yield return new TaskChange(TaskChangeKind.None, task);
        if (task.Status.IsFinal())
        {
            yield break;
        }

        await foreach (var change in watch.ReadAllAsync(cancellationToken))
        {
            var seen = change;
            if (change.Kind == TaskChangeKind.Lagged)
            {
                yield return change;
                seen = new TaskChange(TaskChangeKind.None, await GetAsync(id, cancellationToken));
            }

            if (seen.Task?.Id == id)
            {
                yield return seen;
                if (seen.Task.Status.IsFinal())
                {
                    yield break;
                }
            }
        }
    }

    /// <summary>Calls an application's code for what happens, to one task or to all, from now on and while the process lives.</summary>
    /// <param name="callbacks">What to call.</param>
    /// <param name="id">The task that they are about; when it has ended they are called at once. Null: every task.</param>
    /// <param name="cancellationToken">Cancels the subscription's start.</param>
    /// <returns>Ends the calls when disposed; a call under way is awaited.</returns>
    public async Task<IAsyncDisposable> SubscribeAsync(TaskCallbacks callbacks, TaskId? id = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(callbacks);
        return new CallbackSubscription(await _queue.WatchAsync(cancellationToken), callbacks, id, GetAsync, _queue.Logger);
    }

    /// <summary>
    /// Lets this process' workers take tasks, as they do from the host's start on. The opposite of <see cref="StopProcessingAsync"/>; unlike <see cref="ResumeAsync"/> it is
    /// about this process alone, and a restart of the host forgets it.
    /// </summary>
    /// <param name="progress">Told the queue's statistics every <c>progress.update-interval</c> until processing is stopped, and then once more; null: nobody.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>False when this process has no workers (<c>workers.max = 0</c>).</returns>
    public Task<bool> StartProcessingAsync(IProgress<QueueStatistics>? progress = null, CancellationToken cancellationToken = default) =>
        _queue.Runtime.StartProcessingAsync(progress is null ? null : interval => new ProgressReports(
            GetStatisticsAsync,
            (statistics, _) =>
            {
                progress.Report(statistics);
                return ValueTask.CompletedTask;
            },
            interval,
            _queue.Time,
            exception => HostLog.CallbackFailed(_queue.Logger, "progress", exception)), cancellationToken);

    /// <summary>
    /// Takes no further tasks in this process: what runs may finish for <c>shutdown.drain-timeout</c>, then it is cancelled and waits again, at no cost of an attempt. The
    /// queue goes on accepting and answering, and <see cref="StartProcessingAsync"/> goes on.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait for what runs: it is cancelled at once.</param>
    /// <returns>Whether nothing runs any more in this process; an attempt that heeds no cancel may still.</returns>
    public Task<bool> StopProcessingAsync(CancellationToken cancellationToken = default) => _queue.Runtime.StopProcessingAsync(cancellationToken);

    /// <inheritdoc cref="QueueRuntime.FinishProgressAsync"/>
    internal Task FinishProgressAsync(TaskId id, CancellationToken cancellationToken) => _queue.Runtime.FinishProgressAsync(id, cancellationToken);

    private async Task SubmitUntilFullAsync(IReadOnlyList<TaskSpec> tasks, List<EnqueueOutcome> outcomes, Dictionary<TaskId, EnqueueOutcome> early, CancellationToken cancellationToken)
    {
        while (outcomes.Count < tasks.Count)
        {
            var chunk = tasks.Skip(outcomes.Count).Take(WaitingChunk).ToArray();
            var answered = await EnqueueAsync(chunk, cancellationToken);

            // Up to the first that found no room. What comes after it may have found some; it is submitted again all the same, to keep the order, and is then the same task.
            var taken = answered.TakeWhile(outcome => outcome is not { Result: EnqueueResult.Rejected, Reason: RejectReasons.QueueFull }).ToArray();
            foreach (var accepted in answered.Skip(taken.Length).Where(outcome => outcome.Result == EnqueueResult.Accepted))
            {
                early[accepted.Id] = accepted;
            }

            outcomes.AddRange(taken.Select(outcome => outcome.Result == EnqueueResult.Duplicate ? early.GetValueOrDefault(outcome.Id, outcome) : outcome));
            if (taken.Length < answered.Count)
            {
                return;
            }
        }
    }
}
