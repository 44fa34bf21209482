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
        foreach (var (id, run, end) in history.Ends)
        {
            expected.AddRange(history.Tasks[id].FollowUps.Index().Where(entry => entry.Item.On.IsMetBy(end))
                .Select(entry => FollowUpId.Of(id, run, entry.Index)));
        }

        history.Tasks.Values.Where(task => task.ParentId is not null).Select(task => task.Id).ShouldBe(expected, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_batch_ends_whenever_it_is_sealed_and_all_in_it_have_ended_and_is_called_back_each_time(int seed)
    {
        var history = Of(seed);
        NaiveBatches batches = new(history.Tasks);
        List<TaskId> expected = [];
        for (int i = 0; i < history.Journal.Count; i++)
        {
            var @event = history.Journal[i];
            if (@event is BatchEnded ended)
            {
                batches.IsDone(ended.Id).ShouldBeTrue($"batch {ended.Id} ends at position {i + 1}");
                bool isSuccess = batches.IsSuccess(ended.Id);
                int run = batches.End(ended.Id);
                expected.AddRange(history.Callbacks[ended.Id]
                    .Where(callback => callback.On.IsMetBy(isSuccess ? QueueTaskStatus.Completed : QueueTaskStatus.Failed))
                    .Select(callback => FollowUpId.Of(ended.Id, run, callback.Index)));
            }
            else
            {
                batches.Apply(@event, EndOf(@event));
            }
        }

        batches.All.Where(batches.IsDone).ShouldBeEmpty("nothing is left that could have ended");
        history.Tasks.Values.Where(task => task.ParentBatchId is not null).Select(task => task.Id).ShouldBe(expected, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_task_starts_before_what_it_waits_for_has_ended_as_required(int seed)
    {
        var history = Of(seed);
        Dictionary<TaskId, QueueTaskStatus> firstEnds = [];
        foreach (var @event in history.Journal)
        {
            if (EndOf(@event) is var (ended, status))
            {
                firstEnds.TryAdd(ended, status);
            }

            // Another run waits only for what has not ended when it is asked for.
            if (@event is AttemptStarted started && !firstEnds.ContainsKey(started.Id))
            {
                var waiting = history.Tasks[started.Id];
                waiting.DependsOn.ShouldAllBe(wait => firstEnds.ContainsKey(wait.Id)
                    && (wait.On.IsMetBy(firstEnds[wait.Id]) || waiting.OnDependencyFailed == DependencyFailurePolicy.Run
                        || history.Revived.Contains(wait.Id)));
            }
        }
    }

    [Fact]
    public void The_histories_are_worth_their_name()
    {
        var histories = Enumerable.Range(1, 10).Select(Of).ToArray();
        histories.Sum(history => history.Journal.OfType<BatchEnded>().Count()).ShouldBeGreaterThan(20);
        histories.Sum(history => history.Journal.OfType<BatchEnded>().GroupBy(end => end.Id).Count(ends => ends.Count() > 1)).ShouldBeGreaterThan(5);
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
        run.RunAgain();
        return new History(run.Queue.Journal);
    }

    private static (TaskId Id, QueueTaskStatus Status)? EndOf(QueueEvent @event) => @event switch
    {
        TaskCompleted completed => (completed.Id, QueueTaskStatus.Completed),
        TaskFailed failed => (failed.Id, QueueTaskStatus.Failed),
        TaskCancelled cancelled => (cancelled.Id, QueueTaskStatus.Cancelled),
        _ => null,
    };

    private sealed class History
    {
        public History(IReadOnlyList<QueueEvent> journal)
        {
            Journal = journal;
            Dictionary<TaskId, int> runs = [];
            foreach (var @event in journal)
            {
                switch (@event)
                {
                    case TaskEnqueued enqueued:
                        Tasks.Add(enqueued.Id, enqueued.ToSpec());
                        break;
                    case TaskRevived revived:
                        runs[revived.Id] = revived.Run;
                        Revived.Add(revived.Id);
                        break;
                    case BatchCreated created:
                        Callbacks.Add(created.Id, created.Callbacks);
                        break;
                    default:
                        if (EndOf(@event) is var (id, status))
                        {
                            Ends.Add((id, runs.GetValueOrDefault(id, 1), status));
                        }

                        break;
                }
            }
        }

        public IReadOnlyList<QueueEvent> Journal { get; }

        public Dictionary<TaskId, TaskSpec> Tasks { get; } = [];

        public List<(TaskId Id, int Run, QueueTaskStatus Status)> Ends { get; } = [];

        public HashSet<TaskId> Revived { get; } = [];

        public Dictionary<BatchId, IReadOnlyList<BatchCallback>> Callbacks { get; } = [];
    }
}
