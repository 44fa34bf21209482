using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Ordering;

namespace ActorQueue.Core.Tests.Admission;

public sealed class ConcurrencyLimitTests
{
    private static readonly QueueSettings Settings = new()
    {
        MaxLength = 0,
        Admission = new AdmissionSettings
        {
            ConcurrencyPerKey = 2,
            ConcurrencyLimits = new Dictionary<string, int> { ["one"] = 1, ["any"] = 0 },
        },
    };

    [Fact]
    public void No_more_tasks_of_a_key_run_at_once_than_its_limit_and_others_go_on()
    {
        var queue = new QueueScenario(Settings);
        foreach (string name in new[] { "a1", "a2", "a3", "one1", "one2", "any1", "any2", "any3" })
        {
            Submit(queue, name, name[..^1]);
        }

        queue.Submit("without");
        queue.Assign(100).Select(attempt => attempt.Task.Name).ShouldBe(["a1", "a2", "one1", "any1", "any2", "any3", "without"]);
    }

    [Fact]
    public void The_end_of_an_attempt_makes_room_for_the_next_however_it_ends()
    {
        var queue = new QueueScenario(Settings);
        for (int i = 0; i < 6; i++)
        {
            Submit(queue, $"{i}", "one", priority: 9 - i);
        }

        var first = queue.Assign(9).Single();
        queue.Complete(first);
        var second = queue.Assign(9).Single();
        second.Task.Name.ShouldBe("1");
        queue.Fail(second, FailureClass.Permanent);
        var third = queue.Assign(9).Single();
        third.Task.Name.ShouldBe("2");
        queue.Release(third);
        queue.Cancel(third.Id);
        var fourth = queue.Assign(9).Single();
        fourth.Task.Name.ShouldBe("3");
        queue.Lose("w1");

        // The suspect goes first: it has the higher priority, and the key has room for one only.
        queue.Assign(9).ShouldHaveSingleItem().Id.ShouldBe(fourth.Id);
        queue.Assign(9, "w2").ShouldBeEmpty();
    }

    [Fact]
    public void What_waits_for_a_key_and_is_cancelled_leaves_nothing_behind()
    {
        var queue = new QueueScenario(Settings);
        var running = Submit(queue, "running", "one");
        queue.Assign(9).ShouldHaveSingleItem();
        for (int i = 0; i < 3; i++)
        {
            var waiting = Submit(queue, $"{i}", "one");
            queue.Assign(9).ShouldBeEmpty();
            queue.State.Slots[queue.State.FindLive(running)].Extras!.Admission!.Concurrency!.Parked.ShouldBe(1);
            queue.Cancel(waiting);
            queue.State.Slots[queue.State.FindLive(running)].Extras!.Admission!.Concurrency!.Parked.ShouldBe(0);
        }
    }

    [Fact]
    public void Running_counts_follow_from_the_state_after_a_restart()
    {
        var queue = new QueueScenario(Settings);
        for (int i = 0; i < 5; i++)
        {
            Submit(queue, $"{i}", "a");
        }

        var running = queue.Assign(1);
        var restored = new QueueScenario(Settings, StateCodec.Decode(StateCodec.Encode(queue.State))) { Now = queue.Now };
        queue.Recover();
        foreach (var again in new[] { queue, restored })
        {
            again.Assign(9).ShouldHaveSingleItem().Task.Name.ShouldBe("1");
            again.Complete(running[0]);
            again.Assign(9).ShouldHaveSingleItem().Task.Name.ShouldBe("2");
        }
    }

    [Fact]
    public void A_changed_limit_holds_after_a_restart()
    {
        var queue = new QueueScenario(Settings);
        for (int i = 0; i < 5; i++)
        {
            Submit(queue, $"{i}", "a");
        }

        queue.Assign(9).Count.ShouldBe(2);
        var raised = new QueueScenario(Settings with { Admission = new AdmissionSettings { ConcurrencyPerKey = 3 } }, queue.Replayed()) { Now = queue.Now };
        raised.Assign(9).Count.ShouldBe(1);
    }

    [Fact]
    public void A_parked_task_can_be_cancelled_and_leaves_nothing_behind()
    {
        var queue = new QueueScenario(Settings);
        var running = Submit(queue, "running", "one");
        Submit(queue, "parked", "one");
        var attempt = queue.Assign(9).Single();
        attempt.Id.ShouldBe(running);
        var parked = queue.State.List(new ListTasks { Status = QueueTaskStatus.Pending }).Tasks.Single();
        queue.Cancel(parked.Id).Result.ShouldBe(CancelResult.Cancelled);
        queue.Complete(attempt);
        queue.Assign(9).ShouldBeEmpty();
        Submit(queue, "next", "one");
        queue.Assign(9).ShouldHaveSingleItem().Task.Name.ShouldBe("next");
    }

    [Fact]
    public void A_key_is_forgotten_with_its_last_task()
    {
        var queue = new QueueScenario(Settings);
        var id = Submit(queue, "only", "gone");
        var entry = queue.State.Slots[queue.State.FindLive(id)].Extras!.Admission!.Concurrency;
        queue.Cancel(id);
        queue.State.Concurrency.Enter("gone").ShouldBeSameAs(entry, "its task is still here");
        queue.State.Concurrency.Leave(entry!);
        queue.Archive();

        queue.State.Concurrency.Enter("gone").ShouldNotBeSameAs(entry);
    }

    [Fact]
    public void Twenty_thousand_parked_tasks_are_not_looked_at_by_a_dispatch()
    {
        var queue = new QueueScenario(Settings with { MaxBytes = 0 });
        for (int i = 0; i < 20; i++)
        {
            queue.EnqueueMany([.. Enumerable.Range(0, 1000).Select(n => queue.Spec(priority: 50) with { ConcurrencyKey = $"key {n % 50}" })]);
        }

        queue.Assign(1000).Count.ShouldBe(100);
        queue.Submit("behind them all");
        var counted = new CountedOrder();
        var state = StateCodec.Decode(StateCodec.Encode(queue.State), counted);
        var again = new QueueScenario(Settings with { Order = counted }, state) { Now = queue.Now.AddSeconds(1) };
        again.Assign(1).ShouldHaveSingleItem().Task.Name.ShouldBe("behind them all");
        again.Submit("the next");
        counted.Asked = 0;
        again.Assign(1).ShouldHaveSingleItem().Task.Name.ShouldBe("the next");
        counted.Asked.ShouldBeLessThan(100, "each rank that is asked for is a task that is looked at");
    }

    private static TaskId Submit(QueueScenario queue, string name, string key, int priority = TaskPriority.Normal) =>
        queue.Enqueue(queue.Spec(name, priority) with { ConcurrencyKey = key }).Id;

    private sealed class CountedOrder : IOrderPolicy
    {
        public int Asked { get; set; }

        public string Name => "counted";

        public OrderRank RankOf(OrderedTask task)
        {
            Asked++;
            return new OrderRank(task.Priority);
        }
    }
}
