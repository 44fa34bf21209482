using ActorQueue.Contracts;
using ActorQueue.Core.Commands;

namespace ActorQueue.Core.Tests.Admission;

public sealed class ResourceTests
{
    private static readonly WorkerTerms FourCores = new() { Capacity = new WorkerCapacity(400, 8_000, GpuPercent: 0) };

    [Fact]
    public void A_task_starts_only_where_what_it_needs_is_free()
    {
        var queue = new QueueScenario();
        Submit(queue, "half", cpu: 200, memory: 1_000);
        Submit(queue, "most", cpu: 300, memory: 1_000);
        Submit(queue, "much memory", cpu: 10, memory: 7_500);
        Submit(queue, "little", cpu: 200, memory: 1_000);
        queue.Submit("nothing");

        var started = queue.AssignTo(FourCores, 10);
        started.Select(attempt => attempt.Task.Name).ShouldBe(["half", "little", "nothing"]);
        queue.Complete(started[0]);
        queue.AssignTo(FourCores, 10).ShouldBeEmpty();
        queue.Complete(started[1]);
        queue.AssignTo(FourCores, 10).ShouldHaveSingleItem().Task.Name.ShouldBe("most");
    }

    [Fact]
    public void What_is_reserved_is_known_after_a_restart()
    {
        var queue = new QueueScenario();
        Submit(queue, "first", cpu: 300);
        Submit(queue, "second", cpu: 200);
        var first = queue.AssignTo(FourCores, 10).Single();
        queue.Recover();
        queue.AssignTo(FourCores, 10).ShouldBeEmpty();
        queue.Complete(first);
        queue.AssignTo(FourCores, 10).Count.ShouldBe(1);
    }

    [Fact]
    public void A_task_that_requires_a_gpu_starts_only_where_there_is_one()
    {
        var queue = new QueueScenario();
        queue.Enqueue(queue.Spec("any") with { Resources = new ResourceNeeds { RequiresGpu = true } });
        queue.Enqueue(queue.Spec("most of it") with { Resources = new ResourceNeeds { GpuPercent = 70 } });
        queue.Enqueue(queue.Spec("half of it") with { Resources = new ResourceNeeds { GpuPercent = 50 } });

        queue.Assign(10).ShouldBeEmpty();
        queue.AssignTo(FourCores, 10).ShouldBeEmpty();
        var withGpu = new WorkerTerms { Capacity = new WorkerCapacity(400, 8_000, GpuPercent: 100) };
        queue.AssignTo(withGpu, 10).Select(attempt => attempt.Task.Name).ShouldBe(["any", "most of it"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void A_large_task_is_bypassed_no_more_often_than_the_limit(int limit)
    {
        var queue = new QueueScenario(new QueueSettings { Admission = new AdmissionSettings { BypassLimit = limit } });
        Submit(queue, "small", cpu: 100);
        Submit(queue, "small", cpu: 100);
        Queue<Assignment> running = new(queue.AssignTo(FourCores, 10));
        Submit(queue, "large", cpu: 400);
        int bypassed = 0;
        for (int i = 0; i < 50; i++)
        {
            // There is always a small one that would fit.
            Submit(queue, "small", cpu: 100);
            queue.Complete(running.Dequeue());
            var started = queue.AssignTo(FourCores, 10);
            if (started.Any(attempt => attempt.Task.Name == "large"))
            {
                started.Count.ShouldBe(1);
                bypassed.ShouldBe(limit);
                return;
            }

            bypassed += started.Count;
            foreach (var attempt in started)
            {
                running.Enqueue(attempt);
            }
        }

        throw new ShouldAssertException($"The large task did not start; {bypassed} went ahead of it.");
    }

    [Fact]
    public void A_worker_that_is_kept_for_a_large_task_still_takes_what_leaves_it_its_room()
    {
        var queue = new QueueScenario(new QueueSettings { Admission = new AdmissionSettings { BypassLimit = 0 } });
        Submit(queue, "running", cpu: 200);
        queue.AssignTo(FourCores, 10);
        Submit(queue, "large", cpu: 300);
        Submit(queue, "in its way", cpu: 200);
        Submit(queue, "beside", cpu: 0, memory: 100);
        queue.Submit("nothing");

        queue.AssignTo(FourCores, 10).Select(attempt => attempt.Task.Name).ShouldBe(["beside", "nothing"]);
    }

    [Fact]
    public void Tasks_without_needs_bypass_a_large_one_as_often_as_they_come()
    {
        var queue = new QueueScenario(new QueueSettings { Admission = new AdmissionSettings { BypassLimit = 1 } });
        Submit(queue, "running", cpu: 200);
        queue.AssignTo(FourCores, 10);
        Submit(queue, "large", cpu: 400);
        for (int i = 0; i < 5; i++)
        {
            queue.Submit("nothing");
        }

        Submit(queue, "small", cpu: 100);

        queue.AssignTo(FourCores, 10).Select(attempt => attempt.Task.Name).ShouldBe([.. Enumerable.Repeat("nothing", 5), "small"]);
    }

    [Fact]
    public void Each_large_task_may_be_bypassed_as_often_as_the_limit_allows()
    {
        var queue = new QueueScenario(new QueueSettings { Admission = new AdmissionSettings { BypassLimit = 1 } });
        var running = Running("before the first");
        Submit(queue, "large", cpu: 400);
        Submit(queue, "large", cpu: 400);
        Submit(queue, "bypasses", cpu: 100);
        var bypassing = queue.AssignTo(FourCores, 10).ShouldHaveSingleItem();
        queue.Complete(running);
        queue.Complete(bypassing);
        var large = queue.AssignTo(FourCores, 10).ShouldHaveSingleItem();
        large.Task.Name.ShouldBe("large");
        queue.Complete(large);

        Running("before the second");
        Submit(queue, "bypasses", cpu: 100);
        queue.AssignTo(FourCores, 10).ShouldHaveSingleItem().Task.Name.ShouldBe("bypasses", "the second one was not bypassed yet");

        Assignment Running(string name)
        {
            queue.Enqueue(queue.Spec(name, priority: 50) with { Resources = new ResourceNeeds { CpuPercent = 100 } });
            return queue.AssignTo(FourCores, 1).ShouldHaveSingleItem();
        }
    }

    [Fact]
    public void Another_worker_goes_on_while_one_is_kept_and_a_cancelled_task_keeps_none()
    {
        var queue = new QueueScenario(new QueueSettings { Admission = new AdmissionSettings { BypassLimit = 0 } });
        Submit(queue, "running", cpu: 200);
        queue.AssignTo(FourCores, 10, "w1");
        var large = Submit(queue, "large", cpu: 400);
        Submit(queue, "small", cpu: 100);
        Submit(queue, "small", cpu: 100);
        queue.AssignTo(FourCores, 1, "w1").ShouldBeEmpty();
        queue.AssignTo(FourCores with { Capacity = new WorkerCapacity(150, 1_000, 0) }, 10, "w2").Count.ShouldBe(1);
        queue.Cancel(large);
        queue.AssignTo(FourCores, 10, "w1").Count.ShouldBe(1);
    }

    [Fact]
    public void A_worker_is_not_kept_for_a_task_when_it_is_lost()
    {
        var queue = new QueueScenario(new QueueSettings { Admission = new AdmissionSettings { BypassLimit = 0 } });
        Submit(queue, "running", cpu: 200);
        queue.AssignTo(FourCores, 10, "w1");
        Submit(queue, "other", cpu: 200);
        queue.AssignTo(FourCores with { Capacity = new WorkerCapacity(400, 0, 0) }, 10, "w2");
        Submit(queue, "large", cpu: 400);
        Submit(queue, "small", cpu: 100);
        Submit(queue, "small", cpu: 100);
        queue.AssignTo(FourCores, 1, "w1").ShouldBeEmpty();
        queue.State.Hold.ShouldNotBeNull().WorkerId.ShouldBe("w1");
        queue.Lose("w1");
        queue.State.Hold.ShouldBeNull();
    }

    [Fact]
    public void A_submit_that_needs_more_than_any_task_may_is_refused()
    {
        var queue = new QueueScenario(new QueueSettings
        {
            Admission = new AdmissionSettings { MaxNeeds = new ResourceNeeds { CpuPercent = 800, MemoryBytes = 1_000_000 } },
        });
        var half = new QueueScenario(new QueueSettings
        {
            Admission = new AdmissionSettings { MaxNeeds = new ResourceNeeds { GpuPercent = 50 } },
        });
        half.Enqueue(half.Spec() with { Resources = new ResourceNeeds { GpuPercent = 51 } }).Reason.ShouldBe(RejectReasons.ResourcesTooLarge);
        half.Enqueue(half.Spec() with { Resources = new ResourceNeeds { GpuPercent = 50 } }).Result.ShouldBe(EnqueueResult.Accepted);
        var outcome = queue.Enqueue(queue.Spec() with { Resources = new ResourceNeeds { MemoryBytes = 1_000_001 } });
        outcome.Reason.ShouldBe(RejectReasons.ResourcesTooLarge);
        outcome.Message.ShouldNotBeNull().ShouldContain("1000001");
        outcome.Message.ShouldContain("1000000");
        queue.Enqueue(queue.Spec() with { Resources = new ResourceNeeds { CpuPercent = 801 } }).Reason.ShouldBe(RejectReasons.ResourcesTooLarge);
        queue.Enqueue(queue.Spec() with { Resources = new ResourceNeeds { CpuPercent = 800, GpuPercent = 100 } }).Result.ShouldBe(EnqueueResult.Accepted);
        queue.Enqueue(queue.Spec() with { Resources = new ResourceNeeds { CpuPercent = -1 } }).Reason.ShouldBe(RejectReasons.Invalid);
    }

    private static TaskId Submit(QueueScenario queue, string name, int cpu, long memory = 0) =>
        queue.Enqueue(queue.Spec(name) with { Resources = new ResourceNeeds { CpuPercent = cpu, MemoryBytes = memory } }).Id;
}
