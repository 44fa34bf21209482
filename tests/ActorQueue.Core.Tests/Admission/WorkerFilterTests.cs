using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Ordering;

namespace ActorQueue.Core.Tests.Admission;

public sealed class WorkerFilterTests
{
    [Fact]
    public void A_worker_gets_only_the_kinds_that_it_takes()
    {
        var queue = new QueueScenario();
        foreach (string kind in new[] { "a", "b", "c", "a", "b" })
        {
            queue.Enqueue(queue.Spec(kind) with { Kind = kind });
        }

        queue.AssignTo(new WorkerTerms { Kinds = ["c", "b", "not there"] }, 10).Select(attempt => attempt.Task.Name).ShouldBe(["b", "c", "b"]);
        queue.AssignTo(new WorkerTerms { Kinds = [] }, 10).ShouldBeEmpty();
        queue.Assign(10).Count.ShouldBe(2);
    }

    [Fact]
    public void A_worker_gets_only_the_priorities_that_it_takes()
    {
        foreach (IOrderPolicy order in new IOrderPolicy[]
        {
            PriorityOrder.Instance, FifoOrder.Instance, new AgingOrder(TimeSpan.FromMinutes(1)),
        })
        {
            var queue = new QueueScenario(new QueueSettings { Order = order });
            foreach (int priority in new[] { -5, 3, 5, 5, 10, 20, 100, 7 })
            {
                queue.Submit($"{priority}", priority);
            }

            var middle = new WorkerTerms { MinPriority = 4, MaxPriority = 20 };
            var expected = order is FifoOrder ? new[] { "5", "5", "10", "20", "7" } : ["20", "10", "7", "5", "5"];
            queue.AssignTo(middle, 10).Select(attempt => attempt.Task.Name).ShouldBe(expected, order.Name);
            queue.AssignTo(new WorkerTerms { MinPriority = 101 }, 10).ShouldBeEmpty(order.Name);
            queue.AssignTo(new WorkerTerms { MinPriority = 100 }, 10).ShouldHaveSingleItem().Task.Name.ShouldBe("100");
            queue.AssignTo(new WorkerTerms { MaxPriority = -6 }, 10).ShouldBeEmpty(order.Name);
            queue.AssignTo(new WorkerTerms { MaxPriority = -5 }, 10).ShouldHaveSingleItem().Task.Name.ShouldBe("-5");
            queue.AssignTo(new WorkerTerms { MinPriority = 3, MaxPriority = 3 }, 10).ShouldHaveSingleItem().Task.Name.ShouldBe("3");
        }
    }

    [Fact]
    public void Without_terms_an_assignment_goes_by_what_the_worker_said_when_it_attached()
    {
        var queue = new QueueScenario();
        queue.Queue.AttachWorker("w1", new WorkerTerms { Kinds = ["other"] });
        queue.Submit();
        queue.Assign(10).ShouldBeEmpty();
        queue.Queue.DetachWorker("w1");
        queue.Assign(10).Count.ShouldBe(1);
    }

    public static TheoryData<WorkerTerms> TermsThatDoNotFitTheSuspect =>
    [
        new WorkerTerms { Kinds = ["other"] },
        new WorkerTerms { MaxPriority = TaskPriority.High - 1 },
        new WorkerTerms { Capacity = new WorkerCapacity(400, 99, 0) },
    ];

    [Theory]
    [MemberData(nameof(TermsThatDoNotFitTheSuspect))]
    public void A_suspect_is_let_through_by_the_least_busy_worker_of_those_that_take_it(WorkerTerms terms)
    {
        var queue = new QueueScenario();
        queue.Queue.AttachWorker("w1", terms);
        queue.Enqueue(queue.Spec("suspect", TaskPriority.High) with { Resources = new ResourceNeeds { MemoryBytes = 100 } });
        queue.Assign(1, "w0");
        queue.Lose("w0");
        queue.Enqueue(queue.Spec() with { Kind = "other" });
        queue.Assign(1, "w1").Count.ShouldBe(1);
        queue.Submit("first");
        queue.Submit("second");
        queue.AssignTo(new WorkerTerms { Kinds = ["test"], MaxPriority = TaskPriority.Normal }, 2, "w2").Count.ShouldBe(2);

        // w1 is less busy, but would never take the suspect: w2 is the one that must run dry.
        queue.Submit("third");
        queue.AssignTo(WorkerTerms.Any, 2, "w2").ShouldBeEmpty();
    }
}
