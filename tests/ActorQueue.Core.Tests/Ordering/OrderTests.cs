using ActorQueue.Contracts;
using ActorQueue.Core.Ordering;

namespace ActorQueue.Core.Tests.Ordering;

public sealed class OrderTests
{
    [Fact]
    public void Higher_priorities_start_first_and_equal_ones_in_order_of_acceptance()
    {
        var queue = new QueueScenario();
        foreach (var (name, priority) in new[] { ("l1", 1), ("n1", 5), ("c1", 20), ("n2", 5), ("h1", 10), ("c2", 20), ("l2", 1) })
        {
            queue.Submit(name, priority);
        }

        Names(queue).ShouldBe(["c1", "c2", "h1", "n1", "n2", "l1", "l2"]);
    }

    [Fact]
    public void Any_int_is_a_priority()
    {
        var queue = new QueueScenario();
        foreach (int priority in new[] { 0, int.MinValue, 63, 64, -1, int.MaxValue, 5000, 5 })
        {
            queue.Submit(priority.ToString(), priority);
        }

        Names(queue).ShouldBe([$"{int.MaxValue}", "5000", "64", "63", "5", "0", "-1", $"{int.MinValue}"]);
    }

    [Fact]
    public void With_priorities_off_tasks_start_in_order_of_acceptance()
    {
        var queue = new QueueScenario(new QueueSettings { Order = FifoOrder.Instance });
        queue.Submit("a", TaskPriority.Low);
        queue.Submit("b", TaskPriority.Critical);
        queue.Submit("c", TaskPriority.Normal);

        Names(queue).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public void A_released_task_comes_back_to_its_place()
    {
        var queue = new QueueScenario();
        foreach (string name in new[] { "a", "b", "c" })
        {
            queue.Submit(name);
        }

        var started = queue.Assign(2);
        queue.Submit("d");
        queue.Release(started[1]);
        queue.Release(started[0]);

        Names(queue).ShouldBe(["a", "b", "c", "d"]);
    }

    [Fact]
    public void Cancelled_tasks_are_passed_over_wherever_they_stood()
    {
        var queue = new QueueScenario();
        var ids = Enumerable.Range(0, 9).Select(i => queue.Submit($"{i}", i % 3 == 0 ? 1000 : TaskPriority.Normal)).ToArray();
        foreach (int cancelled in new[] { 0, 4, 8 })
        {
            queue.Cancel(ids[cancelled]);
        }

        Names(queue).ShouldBe(["3", "6", "1", "2", "5", "7"]);
    }

    private static IEnumerable<string> Names(QueueScenario queue) => queue.Assign(100).Select(attempt => attempt.Task.Name);
}
