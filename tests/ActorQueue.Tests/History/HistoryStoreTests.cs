using ActorQueue.Contracts;
using ActorQueue.History;
using ActorQueue.Storage;
using ActorQueue.Hosting;
using Microsoft.Data.Sqlite;

namespace ActorQueue.Tests.History;

public sealed class HistoryStoreTests : IDisposable
{
    private static readonly DateTimeOffset Ended = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private static readonly BatchId SomeBatch = BatchId.New(TimeProvider.System);

    private readonly string _folder = Directory.CreateTempSubdirectory("actorqueue-history-").FullName;
    private readonly string _connectionString;
    private readonly HistoryStore _store;

    public HistoryStoreTests()
    {
        _connectionString = QueueConfiguration.ConnectionString(Path.Combine(_folder, "history.db"), TimeSpan.FromSeconds(30));
        _store = HistoryStore.Open(_connectionString, DataCipher.None);
    }

    private HistoryReader Reader => new(_connectionString, "q", DataCipher.None);

    public void Dispose()
    {
        _store.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_task_comes_back_as_it_was_written()
    {
        var task = Finished(1).Task with
        {
            Status = QueueTaskStatus.Failed,
            Error = new TaskError("decode-failed", "not audio"),
            Result = "{\"a\":1}"u8.ToArray(),
            Description = "described",
            Tags = ["x", "y"],
            WorkerId = "here",
            StartedAt = Ended.AddSeconds(-1),
            Attempts = 4,
            BatchId = BatchId.New(TimeProvider.System),
            ParentId = TaskId.New(TimeProvider.System),
            ParentBatchId = BatchId.New(TimeProvider.System),
            ScheduleId = "nightly",
            Run = 3,
            Errors = [new AttemptError(2, 7, Ended, "here", FailureClass.Permanent, "decode-failed", "not audio")],
        };
        _store.Write("q", 1, [new FinishedTask(1, task)]);

        var found = (await Reader.FindAsync(task.Id, CancellationToken.None)).ShouldNotBeNull();

        found.Result!.Value.ToArray().ShouldBe(task.Result!.Value.ToArray());
        found.Tags.ShouldBe(task.Tags);
        found.Errors.ShouldBe(task.Errors);
        (found with { Result = task.Result, Tags = task.Tags, Errors = task.Errors }).ShouldBe(task);
    }

    [Fact]
    public async Task A_task_without_a_result_comes_back_without_one()
    {
        var task = Finished(1).Task with { Status = QueueTaskStatus.Failed, Result = null };
        _store.Write("q", 1, [new FinishedTask(1, task)]);

        (await Reader.FindAsync(task.Id, CancellationToken.None)).ShouldNotBeNull().Result.ShouldBeNull();
    }

    [Fact]
    public async Task Writing_the_same_again_changes_nothing()
    {
        _store.Write("q", 2, [Finished(1), Finished(2)]);
        _store.Write("q", 2, [Finished(1), Finished(2)]);

        (await ListAsync()).Select(task => task.Position).ShouldBe([2, 1]);
        _store.ReadOffset("q").ShouldBe(2);
    }

    [Fact]
    public void The_position_never_goes_back()
    {
        _store.Write("q", 9, []);
        _store.Write("q", 3, []);

        _store.ReadOffset("q").ShouldBe(9);
        _store.ReadOffset("another").ShouldBe(0);
    }

    [Fact]
    public async Task Pages_come_newest_first_and_filtered()
    {
        _store.Write("q", 5, [Finished(1), Finished(2, kind: "other"), Finished(3), Finished(4), Finished(5)]);

        (await Reader.ListAsync(5, 2, new ListTasks { Kind = "test" }, CancellationToken.None)).Select(task => task.Position).ShouldBe([4, 3]);
        (await Reader.ListAsync(3, 2, new ListTasks { Kind = "test" }, CancellationToken.None)).Select(task => task.Position).ShouldBe([1]);
        (await Reader.ListAsync(long.MaxValue, 9, new ListTasks { Status = QueueTaskStatus.Failed }, CancellationToken.None)).ShouldBeEmpty();
    }

    public static TheoryData<TaskFilter, int[]> Filters => new()
    {
        { TaskFilter.All, [1, 2, 3, 4] },
        { new TaskFilter { Statuses = [QueueTaskStatus.Failed, QueueTaskStatus.Cancelled] }, [2, 3] },
        { new TaskFilter { Kind = "other" }, [4] },
        { new TaskFilter { MinPriority = 2 }, [2, 3, 4] },
        { new TaskFilter { MaxPriority = 2 }, [1, 2] },
        { new TaskFilter { Tag = "song" }, [1] },
        { new TaskFilter { ErrorCode = "broken" }, [2] },
        { new TaskFilter { ErrorContains = "DISK" }, [3] },
        { new TaskFilter { BatchId = SomeBatch }, [4] },
        { new TaskFilter { CreatedAfter = Ended.AddMinutes(2) }, [2, 3, 4] },
        { new TaskFilter { CreatedBefore = Ended.AddMinutes(2) }, [1] },
        { new TaskFilter { EndedAfter = Ended.AddHours(3) }, [3, 4] },
        { new TaskFilter { EndedBefore = Ended.AddHours(3) }, [1, 2] },
        { new TaskFilter { MinPriority = 2, MaxPriority = 3, ErrorContains = "disk" }, [3] },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Each_part_of_a_filter_chooses_among_the_rows(TaskFilter filter, int[] expected)
    {
        _store.Write("q", 4, [
            Filtered(1, task => task with { Tags = ["a song", "song"] }),
            Filtered(2, task => task with { Status = QueueTaskStatus.Failed, Error = new TaskError("broken", "no audio") }),
            Filtered(3, task => task with { Status = QueueTaskStatus.Cancelled, Error = new TaskError("failed", "Disk is full"), Tags = ["songs"] }),
            Filtered(4, task => task with { Kind = "other", BatchId = SomeBatch }),
        ]);

        var found = await Reader.ListAsync(long.MaxValue, 100, new ListTasks { Filter = filter }, CancellationToken.None);

        found.Select(task => (int)task.Position).Order().ShouldBe(expected);

        static FinishedTask Filtered(int number, Func<TaskView, TaskView> change) => new(number, change(Finished(number).Task with
        {
            Priority = number,
            CreatedAt = Ended.AddMinutes(number),
            CompletedAt = Ended.AddHours(number),
        }));
    }

    [Theory]
    [InlineData(TaskSort.Created, false)]
    [InlineData(TaskSort.Created, true)]
    [InlineData(TaskSort.Ended, false)]
    [InlineData(TaskSort.Ended, true)]
    [InlineData(TaskSort.Priority, true)]
    [InlineData(TaskSort.Attempts, true)]
    public async Task Sorted_pages_follow_each_other(TaskSort sort, bool isDescending)
    {
        var tasks = Enumerable.Range(1, 20).Select(i => new FinishedTask(i, Finished(i).Task with
        {
            CreatedAt = Ended.AddMinutes(i * 7 % 11),
            CompletedAt = Ended.AddHours(i * 5 % 13),
            Priority = i * 3 % 7,
            Attempts = i * 2 % 5,
        })).ToArray();
        _store.Write("q", 20, tasks);
        List<TaskSortKey> keys = [];
        IReadOnlyList<FinishedTask> page;

        do
        {
            page = await Reader.ListSortedAsync(keys.Count > 0 ? keys[^1] : null, 3, new ListTasks { Sort = sort, IsDescending = isDescending }, CancellationToken.None);
            keys.AddRange(page.Select(task => TaskSortKey.Of(sort, task.Task)));
        }
        while (page.Count > 0);

        var all = tasks.Select(task => TaskSortKey.Of(sort, task.Task));
        keys.ShouldBe(isDescending ? all.OrderDescending() : all.Order());
    }

    [Fact]
    public async Task A_sweep_takes_what_is_too_old_and_then_the_oldest_beyond_the_limit()
    {
        var tasks = Enumerable.Range(1, 2500).Select(i => Finished(i, ended: Ended.AddSeconds(i))).ToArray();
        _store.Write("q", 2500, tasks);

        _store.Sweep("q", before: Ended.AddSeconds(101), maxRows: 1000).ShouldBe(1500);

        var left = await Reader.ListAsync(long.MaxValue, 5000, new ListTasks(), CancellationToken.None);
        left.Count.ShouldBe(1000);
        left[^1].Position.ShouldBe(1501);
    }

    [Fact]
    public void A_sweep_of_one_queue_leaves_the_others_alone()
    {
        _store.Write("busy", 3, [Finished(1), Finished(2), Finished(3)]);
        _store.Write("q", 3, [Finished(1), Finished(2), Finished(3)]);

        _store.Sweep("busy", before: Ended.AddSeconds(-1), maxRows: 1).ShouldBe(2);
        _store.Sweep("busy", before: Ended.AddDays(1), maxRows: 1000).ShouldBe(1);
        _store.Sweep("q", before: Ended.AddSeconds(-1), maxRows: 3).ShouldBe(0);
    }

    [Fact]
    public void A_queue_is_known_from_its_first_start_on_and_keeps_its_position()
    {
        _store.AddQueue("new");
        _store.Write("q", 9, [Finished(9)]);
        _store.AddQueue("q");

        _store.Queues().ShouldBe(["new", "q"]);
        _store.ReadOffset("q").ShouldBe(9);
    }

    // Positions count per queue from 1, and were the table's key: the first task of a renamed queue took the place of the first of the old one.
    [Fact]
    public async Task Two_queues_in_one_database_keep_their_tasks_apart()
    {
        _store.Write("q", 1, [Finished(1)]);
        _store.Write("renamed", 1, [new FinishedTask(1, Finished(2).Task)]);

        (await ListAsync()).ShouldHaveSingleItem().Task.Id.ShouldBe(TestQueue.Id(1));
        (await new HistoryReader(_connectionString, "renamed", DataCipher.None).FindAsync(TestQueue.Id(2), CancellationToken.None)).ShouldNotBeNull();
    }

    // A list asks for it: the row of a first run, read before the second run ended, is no longer what the task is.
    [Fact]
    public async Task A_task_that_ended_again_stands_at_the_position_of_its_last_end()
    {
        _store.Write("q", 2, [Finished(1), Finished(2)]);
        _store.Write("q", 3, [new FinishedTask(3, Finished(1).Task)]);

        var positions = await Reader.PositionsAsync([TestQueue.Id(1), TestQueue.Id(2), TestQueue.Id(9)], CancellationToken.None);

        positions.ShouldBe(new Dictionary<TaskId, long> { [TestQueue.Id(1)] = 3, [TestQueue.Id(2)] = 2 }, ignoreOrder: true);
    }

    [Fact]
    public void Tables_of_a_newer_release_are_refused()
    {
        using var connection = new SqliteConnection(_connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE schema_version SET version = 99";
        command.ExecuteNonQuery();

        Should.Throw<QueueException>(() => HistoryStore.Open(_connectionString, DataCipher.None)).Message.ShouldContain("99");
    }

    private static FinishedTask Finished(int number, string kind = "test", DateTimeOffset? ended = null) => new(number, new TaskView
    {
        Id = TestQueue.Id(number),
        Kind = kind,
        Name = $"task-{number}",
        Status = QueueTaskStatus.Completed,
        Priority = 5,
        CreatedAt = Ended.AddSeconds(-2),
        CompletedAt = ended ?? Ended,
    });

    private Task<IReadOnlyList<FinishedTask>> ListAsync() => Reader.ListAsync(long.MaxValue, 100, new ListTasks(), CancellationToken.None);
}
