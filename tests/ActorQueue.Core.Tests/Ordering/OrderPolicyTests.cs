using ActorQueue.Contracts;
using ActorQueue.Core.Ordering;

namespace ActorQueue.Core.Tests.Ordering;

public sealed class OrderPolicyTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_step_of_waiting_is_worth_a_priority()
    {
        var queue = new QueueScenario(new QueueSettings { Order = new AgingOrder(Step) });
        queue.Submit("low", 1);
        queue.Pass(Step * 3);
        queue.Submit("three steps later, four above", 5);
        queue.Submit("three steps later, three above", 4);
        queue.Submit("three steps later, two above", 3);

        Names(queue).ShouldBe(["three steps later, four above", "low", "three steps later, three above", "three steps later, two above"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Nothing_overtakes_an_aging_task_after_its_longest_wait_whatever_comes(int seed)
    {
        const int HighestPriority = 9;
        var random = new Random(seed);
        var order = new AgingOrder(Step);
        var queue = new QueueScenario(new QueueSettings { Order = order, MaxLength = 0 });
        Dictionary<TaskId, (int Priority, DateTimeOffset AcceptedAt)> waiting = [];
        int late = 0;
        for (int i = 0; i < 3000; i++)
        {
            // More comes than is worked off, all of it important but for a few.
            queue.Pass(TimeSpan.FromSeconds(random.Next(1, 9)));
            int priority = random.Next(20) == 0 ? random.Next(HighestPriority) : HighestPriority;
            waiting.Add(queue.Submit($"{i}", priority), (priority, queue.Now));
            if (random.Next(3) > 0)
            {
                continue;
            }

            var started = queue.Assign().Single();
            var taken = waiting[started.Id];
            waiting.Remove(started.Id);
            foreach (var passed in waiting.Values.Where(task => task.AcceptedAt < taken.AcceptedAt))
            {
                taken.AcceptedAt.ShouldBeLessThan(order.OvertakenUntil(passed.AcceptedAt, passed.Priority, HighestPriority));
                late++;
            }
        }

        late.ShouldBeGreaterThan(100, "the sample must hold tasks that were overtaken");
    }

    [Fact]
    public void Until_its_longest_wait_an_aging_task_is_overtaken()
    {
        var order = new AgingOrder(Step);
        var queue = new QueueScenario(new QueueSettings { Order = order });
        queue.Submit("aging", 2);
        var until = order.OvertakenUntil(queue.Now, 2, highestPriority: 9);

        queue.Now = until.AddMilliseconds(-1);
        queue.Submit("just before", 9);
        queue.Now = until;
        queue.Submit("too late", 9);

        Names(queue).ShouldBe(["just before", "aging", "too late"]);
    }

    [Fact]
    public void A_task_of_any_priority_can_age()
    {
        var queue = new QueueScenario(new QueueSettings { Order = new AgingOrder(AgingOrder.MaxStep) });
        foreach (int priority in new[] { int.MinValue, 0, int.MaxValue })
        {
            queue.Submit($"{priority}", priority);
        }

        Names(queue).ShouldBe([$"{int.MaxValue}", "0", $"{int.MinValue}"]);
    }

    [Fact]
    public void Within_a_priority_small_or_large_tasks_start_first()
    {
        foreach (var (order, expected) in new[]
        {
            (SizeOrder.SmallestFirst, new[] { "urgent 9", "2", "3", "3 again", "7", "low 1" }),
            (SizeOrder.LargestFirst, ["urgent 9", "7", "3", "3 again", "2", "low 1"]),
        })
        {
            var queue = new QueueScenario(new QueueSettings { Order = order });
            foreach (var (name, priority, size) in new[] { ("3", 5, 3), ("7", 5, 7), ("low 1", 1, 1), ("2", 5, 2), ("3 again", 5, 3), ("urgent 9", 9, 9) })
            {
                queue.Enqueue(queue.Spec(name, priority) with { SizeHint = size });
            }

            Names(queue).ShouldBe(expected);
        }
    }

    [Fact]
    public void The_memory_that_a_task_needs_is_its_size_unless_it_says_another()
    {
        var queue = new QueueScenario(new QueueSettings { Order = SizeOrder.SmallestFirst });
        queue.Enqueue(queue.Spec("large") with { Resources = new ResourceNeeds { MemoryBytes = 1000 } });
        queue.Enqueue(queue.Spec("said small") with { Resources = new ResourceNeeds { MemoryBytes = 2000 }, SizeHint = 1 });

        Names(queue).ShouldBe(["said small", "large"]);
    }

    [Fact]
    public void A_policy_of_the_users_own_orders_by_what_it_likes()
    {
        var queue = new QueueScenario(new QueueSettings { Order = new ByKind() });
        foreach (string kind in new[] { "a", "c", "b", "c" })
        {
            queue.Enqueue(queue.Spec(kind) with { Kind = kind });
        }

        Names(queue).ShouldBe(["c", "c", "b", "a"]);
    }

    [Fact]
    public void Two_policies_each_start_their_share_and_are_compared()
    {
        var queue = new QueueScenario(new QueueSettings
        {
            Order = new ComparedOrder(PriorityOrder.Instance, FifoOrder.Instance, share: 0.2),
            MaxLength = 0,
        });
        for (int i = 0; i < 1000; i++)
        {
            queue.Submit($"{i}", i % 7);
            queue.Pass(TimeSpan.FromMilliseconds(100));
        }

        var order = (ComparedOrder)queue.State.Order;
        List<string> others = [], main = [];
        for (int i = 0; i < 500; i++)
        {
            var task = queue.Assign(worker: $"w{i}").Single().Task;
            (order.IsOther(task.Id) ? others : main).Add(task.Name);
        }

        // Each orders its own tasks by its own rule, and gets its share of the starts.
        others.Count.ShouldBe(100);
        others.Select(int.Parse).ShouldBeInOrder();
        main.Select(name => int.Parse(name) % 7).ShouldBeInOrder(SortDirection.Descending);

        var statistics = queue.State.Statistics(queue.Now).Policies.ToDictionary(policy => policy.Policy);
        statistics["priority"].Started.ShouldBe(400);
        statistics["fifo"].FirstStarts.ShouldBe(100);
        statistics["fifo"].AverageWaitTime.ShouldBe(100 - (others.Average(int.Parse) / 10), 0.01);
        (statistics["fifo"].ReadyTasks + statistics["priority"].ReadyTasks).ShouldBe(500);
    }

    [Fact]
    public void A_retry_is_a_start_of_its_policy_and_no_wait()
    {
        var queue = new QueueScenario(new QueueSettings { Order = new ComparedOrder(PriorityOrder.Instance, FifoOrder.Instance, share: 0.5) });
        queue.Submit(retry: RetryOptions.Fixed(TimeSpan.FromHours(1)));
        queue.Fail(queue.Assign().Single());
        queue.Pass(TimeSpan.FromHours(1));
        queue.Assign().Count.ShouldBe(1);

        var policy = queue.State.Statistics(queue.Now).Policies.ShouldHaveSingleItem();
        (policy.Started, policy.FirstStarts, policy.AverageWaitTime).ShouldBe((2, 1, 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_share_without_tasks_leaves_its_turns_to_the_other(bool isMainEmpty)
    {
        var queue = new QueueScenario(new QueueSettings { Order = new ComparedOrder(PriorityOrder.Instance, FifoOrder.Instance, share: 0.5) });
        var order = (ComparedOrder)queue.State.Order;
        for (int i = 0; i < 50; i++)
        {
            var spec = queue.Spec();
            if (order.IsOther(spec.Id) == isMainEmpty)
            {
                queue.Enqueue(spec);
            }
        }

        int ready = queue.State.ReadyCount;
        ready.ShouldBeInRange(10, 40);
        queue.Assign(100).Count.ShouldBe(ready);
    }

    [Fact]
    public void What_was_compared_survives_a_restart_and_the_comparison()
    {
        var queue = new QueueScenario(new QueueSettings { Order = new ComparedOrder(PriorityOrder.Instance, FifoOrder.Instance, share: 0.3) });
        for (int i = 0; i < 30; i++)
        {
            queue.Submit();
        }

        queue.Pass(TimeSpan.FromSeconds(3));
        queue.Assign(20);
        var before = queue.State.Statistics(queue.Now).Policies;
        before.Count.ShouldBe(2);

        QueueScenario.SnapshotBytes(queue.Replayed()).ShouldBe(QueueScenario.SnapshotBytes(queue.State));
        var restored = Core.Codec.StateCodec.Decode(Core.Codec.StateCodec.Encode(queue.State), queue.State.Order);
        restored.Statistics(queue.Now).Policies.ShouldBe(before);
        QueueScenario.SnapshotBytes(restored).ShouldBe(QueueScenario.SnapshotBytes(queue.State));

        var later = new QueueScenario(new QueueSettings(), Core.Codec.StateCodec.Decode(Core.Codec.StateCodec.Encode(queue.State))) { Now = queue.Now };
        later.Assign(100).Count.ShouldBe(10);
        later.State.Statistics(queue.Now).Policies.Select(policy => policy.Started).ShouldBe(before.Select(policy => policy.Started));
    }

    private static IEnumerable<string> Names(QueueScenario queue) => queue.Assign(100).Select(attempt => attempt.Task.Name);

    private sealed class ByKind : IOrderPolicy
    {
        public string Name => "by-kind";

        public OrderRank RankOf(OrderedTask task) => new(task.Kind[0]);
    }
}
