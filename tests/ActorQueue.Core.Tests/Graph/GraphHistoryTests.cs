using ActorQueue.Contracts;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.Tests.Graph;

/// <summary>
/// Random histories read from their journal alone, by a naive reader who knows only what was asked for and how tasks
/// ended, against what the queue made of it. A failure names its seed, which repeats it exactly.
/// </summary>
public sealed class GraphHistoryTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Each_follow_up_of_each_end_is_there_once_and_no_other(int seed)
    {
        var history = Of(seed);
        List<TaskId> expected = [];
        foreach (var (id, end) in history.Ends)
        {
            expected.AddRange(history.Tasks[id].FollowUps.Index().Where(entry => entry.Item.On.IsMetBy(end))
                .Select(entry => FollowUpId.Of(id, 1, entry.Index)));
        }

        history.Tasks.Values.Where(task => task.ParentId is not null).Select(task => task.Id).ShouldBe(expected, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Each_batch_ends_once_after_its_last_member_and_is_called_back(int seed)
    {
        var history = Of(seed);
        foreach (var batch in history.Journal.OfType<BatchCreated>())
        {
            var members = history.Tasks.Values.Where(task => task.BatchId == batch.Id).Select(task => task.Id).ToArray();
            var children = history.Journal.OfType<BatchCreated>().Where(child => child.ParentId == batch.Id).ToArray();
            bool isDone = history.Journal.OfType<BatchSealed>().Any(@sealed => @sealed.Id == batch.Id)
                && members.All(history.Ends.ContainsKey)
                && children.All(child => history.BatchEnds.ContainsKey(child.Id));
            history.Journal.OfType<BatchEnded>().Count(end => end.Id == batch.Id).ShouldBe(isDone ? 1 : 0);

            bool isSuccess = members.All(member => history.Ends[member] == QueueTaskStatus.Completed)
                && children.All(child => history.BatchEnds.GetValueOrDefault(child.Id));
            history.BatchEnds.GetValueOrDefault(batch.Id).ShouldBe(isDone && isSuccess);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_task_starts_before_what_it_waits_for_has_ended_as_required(int seed)
    {
        var history = Of(seed);
        Dictionary<TaskId, QueueTaskStatus> ends = [];
        foreach (var @event in history.Journal)
        {
            if (EndOf(@event) is var (ended, status))
            {
                ends.Add(ended, status);
                if (@event is TaskFailed { Error.Code: ErrorCodes.DependencyFailed })
                {
                    var task = history.Tasks[ended];
                    task.OnDependencyFailed.ShouldBe(DependencyFailurePolicy.Fail);
                    task.DependsOn.ShouldContain(wait => ends.ContainsKey(wait.Id) && !wait.On.IsMetBy(ends[wait.Id]));
                }
            }

            if (@event is AttemptStarted started && history.Tasks[started.Id] is { DependsOn.Count: > 0 } waiting)
            {
                waiting.DependsOn.ShouldAllBe(wait => ends.ContainsKey(wait.Id)
                    && (wait.On.IsMetBy(ends[wait.Id]) || waiting.OnDependencyFailed == DependencyFailurePolicy.Run));
            }
        }
    }

    [Fact]
    public void The_histories_are_worth_their_name()
    {
        var histories = Enumerable.Range(1, 10).Select(Of).ToArray();
        histories.Sum(history => history.BatchEnds.Count(end => end.Value)).ShouldBeGreaterThan(10);
        histories.Sum(history => history.BatchEnds.Count(end => !end.Value)).ShouldBeGreaterThan(10);
        histories.Sum(history => history.Journal.OfType<BatchCreated>().Count(batch => batch.ParentId is not null)).ShouldBeGreaterThan(10);
        histories.Sum(history => history.Journal.OfType<TaskFailed>().Count(failed => failed.Error.Code == ErrorCodes.DependencyFailed))
            .ShouldBeGreaterThan(20);
        histories.Sum(history => history.Tasks.Values.Count(task => task.ParentId is not null)).ShouldBeGreaterThan(100);
    }

    private static History Of(int seed)
    {
        var run = new RandomRun(seed) { TasksRunAgain = false };
        run.Steps(300);
        run.SealAll();
        run.FinishAll();
        return new History(run.Queue.Journal);
    }

    private static (TaskId Id, QueueTaskStatus Status)? EndOf(QueueEvent @event) => @event switch
    {
        TaskCompleted completed => (completed.Id, QueueTaskStatus.Completed),
        TaskFailed failed => (failed.Id, QueueTaskStatus.Failed),
        TaskCancelled cancelled => (cancelled.Id, QueueTaskStatus.Cancelled),
        _ => null,
    };

    private sealed class History(IReadOnlyList<QueueEvent> journal)
    {
        public IReadOnlyList<QueueEvent> Journal { get; } = journal;

        public Dictionary<TaskId, TaskSpec> Tasks { get; } =
            journal.OfType<TaskEnqueued>().ToDictionary(enqueued => enqueued.Id, enqueued => enqueued.ToSpec());

        public Dictionary<TaskId, QueueTaskStatus> Ends { get; } =
            journal.Select(EndOf).OfType<(TaskId Id, QueueTaskStatus Status)>().ToDictionary(end => end.Id, end => end.Status);

        /// <summary>Whether each batch that ended did so with success, by the callback that it enqueued.</summary>
        public Dictionary<BatchId, bool> BatchEnds { get; } = journal.OfType<BatchEnded>().ToDictionary(
            end => end.Id,
            end => journal.OfType<TaskEnqueued>().Any(enqueued => enqueued.Id == FollowUpId.Of(end.Id, 1, 1)));
    }
}
