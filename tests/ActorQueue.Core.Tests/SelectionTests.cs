using ActorQueue.Contracts;

namespace ActorQueue.Core.Tests;

public sealed class SelectionTests
{
    private readonly QueueScenario _queue = new();

    [Fact]
    public void A_waiting_task_can_be_given_another_priority()
    {
        var low = _queue.Submit("low", priority: 1);
        var high = _queue.Submit("high", priority: 9);

        Reprioritise(low, 20).Result.ShouldBe(TaskControlResult.Done);
        Reprioritise(low, 20).Result.ShouldBe(TaskControlResult.Unchanged);

        _queue.Assign(2).Select(attempt => attempt.Id).ShouldBe([low, high]);
        Reprioritise(low, 1).Result.ShouldBe(TaskControlResult.Running);
        _queue.View(low).Priority.ShouldBe(20);
    }

    [Fact]
    public void Cancelling_by_filter_ends_what_waits_and_asks_what_runs()
    {
        var running = _queue.Submit("running", priority: 40);
        _queue.Assign();
        var waiting = _queue.Submit("waiting", priority: 40);
        var other = _queue.Submit("other", priority: 5);

        var (changed, requested) = Cancel(new TaskFilter { MinPriority = 40 });

        (changed, requested.ShouldHaveSingleItem()).ShouldBe((2, running));
        _queue.View(waiting).Status.ShouldBe(QueueTaskStatus.Cancelled);
        _queue.View(other).Status.ShouldBe(QueueTaskStatus.Pending);
        _queue.State.SelectUnended(new TaskFilter { MinPriority = 40 }, waitingOnly: false).ShouldBeEmpty("an asked one is not asked again");
    }

    [Fact]
    public void Purging_leaves_what_runs()
    {
        var running = _queue.Submit("running");
        _queue.Assign();
        _queue.Submit("waiting");

        var ids = _queue.State.SelectUnended(TaskFilter.All, waitingOnly: true);
        _queue.Run(batch => _queue.Queue.CancelEach(ids, TaskFilter.All, waitingOnly: true, _queue.Now, batch)).Changed.ShouldBe(1);

        _queue.View(running).IsCancelRequested.ShouldBeFalse();
    }

    [Fact]
    public void Of_the_tasks_that_were_found_only_those_are_cancelled_that_still_fit()
    {
        TaskId[] found = [_queue.Submit("starts"), _queue.Submit("rises"), _queue.Submit("stays")];
        _queue.Assign();
        Reprioritise(found[1], 9);
        var filter = new TaskFilter { MaxPriority = TaskPriority.Normal };

        _queue.Run(batch => _queue.Queue.CancelEach(found, filter, waitingOnly: true, _queue.Now, batch)).Changed.ShouldBe(1);

        found.Select(id => _queue.View(id).Status).ShouldBe([QueueTaskStatus.Processing, QueueTaskStatus.Pending, QueueTaskStatus.Cancelled]);
        _queue.View(found[0]).IsCancelRequested.ShouldBeFalse();
    }

    [Fact]
    public void One_decision_changes_only_so_many_tasks() => Should.Throw<ArgumentOutOfRangeException>(() => _queue.Queue.CancelEach(
        new TaskId[QueuePartition.MaxTasksAtOnce + 1], TaskFilter.All, waitingOnly: true, _queue.Now, new Events.EventBatch()));

    [Fact]
    public void A_filter_by_batch_fits_its_members()
    {
        var batch = _queue.Batch();
        _queue.Create(batch);
        var member = _queue.Enqueue(_queue.Spec() with { BatchId = batch.Id }).Id;
        _queue.Submit();

        Fitting(new TaskFilter { BatchId = batch.Id }).ShouldBe([member]);
    }

    [Theory]
    [InlineData(TaskSort.None)]
    [InlineData(TaskSort.Created)]
    public void A_page_holds_only_so_many_tasks_and_only_those_of_the_status_and_kind(TaskSort sort)
    {
        for (int i = 0; i <= ListTasks.MaxPageSize; i++)
        {
            _queue.Submit();
        }

        var other = _queue.Enqueue(_queue.Spec(priority: 50) with { Kind = "other" }).Id;
        _queue.Assign();

        _queue.State.List(new ListTasks { Sort = sort, PageSize = int.MaxValue }).Tasks.Count.ShouldBe(ListTasks.MaxPageSize);
        _queue.State.List(new ListTasks { Sort = sort, Kind = "other" }).Tasks.ShouldHaveSingleItem().Id.ShouldBe(other);
        _queue.State.List(new ListTasks { Sort = sort, Status = QueueTaskStatus.Processing }).Tasks.ShouldHaveSingleItem().Id.ShouldBe(other);
    }

    [Fact]
    public void Every_part_of_a_filter_narrows()
    {
        var spec = _queue.Spec("one", priority: 7) with { Kind = "a", Tags = ["red", "green"] };
        _queue.Enqueue(spec);
        _queue.Fail(_queue.Assign()[0], FailureClass.Permanent, "bad-input");
        var task = _queue.View(spec.Id);
        var fits = new TaskFilter
        {
            Statuses = [QueueTaskStatus.Failed],
            Kind = "a",
            MinPriority = 7,
            MaxPriority = 7,
            Tag = "green",
            ErrorCode = "bad-input",
            ErrorContains = "IT BROKE",
            CreatedAfter = task.CreatedAt,
            CreatedBefore = task.CreatedAt.AddTicks(1),
            EndedAfter = task.CompletedAt,
            EndedBefore = task.CompletedAt!.Value.AddTicks(1),
        };
        TaskFilter[] others =
        [
            fits with { Statuses = [QueueTaskStatus.Completed] },
            fits with { Kind = "b" },
            fits with { MinPriority = 8 },
            fits with { MaxPriority = 6 },
            fits with { Tag = "gree" },
            fits with { ErrorCode = "bad" },
            fits with { ErrorContains = "fixed" },
            fits with { CreatedAfter = task.CreatedAt.AddTicks(1) },
            fits with { CreatedBefore = task.CreatedAt },
            fits with { EndedAfter = task.CompletedAt.Value.AddTicks(1) },
            fits with { EndedBefore = task.CompletedAt },
        ];

        Fitting(fits).ShouldBe([spec.Id]);
        fits.Matches(task).ShouldBeTrue();
        foreach (var other in others)
        {
            Fitting(other).ShouldBeEmpty(other.ToString());
            other.Matches(task).ShouldBeFalse(other.ToString());
        }
    }

    [Theory]
    [InlineData(TaskSort.Created, false)]
    [InlineData(TaskSort.Created, true)]
    [InlineData(TaskSort.Priority, false)]
    [InlineData(TaskSort.Priority, true)]
    [InlineData(TaskSort.Ended, true)]
    [InlineData(TaskSort.Attempts, false)]
    public void Sorted_pages_hold_every_task_once_and_in_order(TaskSort sort, bool isDescending)
    {
        var random = new Random(7);
        for (int i = 0; i < 53; i++)
        {
            _queue.Submit($"{i}", random.Next(5));
            _queue.Pass(TimeSpan.FromMilliseconds(random.Next(3)));
            if (i % 3 == 0)
            {
                _queue.Complete(_queue.Assign()[0]);
            }
            else if (i % 3 == 1)
            {
                _queue.Release(_queue.Assign()[0]);
            }
        }

        List<TaskView> all = [];
        string? cursor = null;
        do
        {
            var page = _queue.State.List(new ListTasks { Sort = sort, IsDescending = isDescending, PageSize = 10, Cursor = cursor });
            page.Tasks.Count.ShouldBeLessThanOrEqualTo(10);
            all.AddRange(page.Tasks);
            all.Count.ShouldBeLessThanOrEqualTo(53, "each page goes on where the last one ended");
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        var keys = all.Select(task => TaskSortKey.Of(sort, task)).ToArray();
        keys.Length.ShouldBe(53);
        keys.ShouldBeUnique();
        keys.ShouldBe(isDescending ? keys.OrderDescending() : keys.Order());
    }

    private TaskId[] Fitting(TaskFilter filter) => [.. _queue.State.List(new ListTasks { Filter = filter }).Tasks.Select(task => task.Id)];

    private TaskControlled Reprioritise(TaskId id, int priority) =>
        _queue.Run(batch => _queue.Queue.Reprioritise(new ReprioritiseTask(id, priority), _queue.Now, batch));

    private (int Changed, IReadOnlyList<TaskId> Requested) Cancel(TaskFilter filter) => _queue.Run(batch =>
        _queue.Queue.CancelEach(_queue.State.SelectUnended(filter, waitingOnly: false), filter, waitingOnly: false, _queue.Now, batch));
}
