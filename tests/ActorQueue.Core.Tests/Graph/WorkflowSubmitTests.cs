using ActorQueue.Contracts;

namespace ActorQueue.Core.Tests.Graph;

public sealed class WorkflowSubmitTests
{
    private readonly QueueScenario _queue = new(new QueueSettings { MaxLength = 6 });

    [Fact]
    public void Tasks_of_one_submit_may_wait_for_those_behind_them()
    {
        var last = _queue.Spec("last");
        var middle = _queue.Spec("middle");
        var alone = _queue.Spec("alone");
        var first = _queue.Spec("first");
        last = last with { DependsOn = [new TaskDependency(middle.Id), new TaskDependency(first.Id)] };
        middle = middle with { DependsOn = [new TaskDependency(first.Id)] };

        var outcomes = Submit(last, middle, alone, first);
        outcomes.Select(outcome => outcome.Id).ShouldBe([last.Id, middle.Id, alone.Id, first.Id], "the outcomes are in the order of the submit");
        outcomes.Select(outcome => outcome.Status).ShouldBe(
            [QueueTaskStatus.Blocked, QueueTaskStatus.Blocked, QueueTaskStatus.Pending, QueueTaskStatus.Pending]);
        List<string> ran = [];
        while (_queue.Assign() is [var attempt])
        {
            ran.Add(attempt.Task.Name);
            _queue.Complete(attempt);
        }

        ran.ShouldBe(["alone", "first", "middle", "last"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_circle_is_refused_and_named(bool atomic)
    {
        var a = _queue.Spec("a");
        var b = _queue.Spec("b") with { DependsOn = [new TaskDependency(a.Id)] };
        var c = _queue.Spec("c") with { DependsOn = [new TaskDependency(b.Id)] };
        a = a with { DependsOn = [new TaskDependency(c.Id)] };
        var behind = _queue.Spec("behind") with { DependsOn = [new TaskDependency(a.Id)] };
        var alone = _queue.Spec("alone");

        var outcomes = Submit(atomic, behind, a, b, c, alone);
        outcomes.Skip(1).Take(3).ShouldAllBe(outcome => outcome.Reason == RejectReasons.DependencyCycle);
        outcomes[1].Message.ShouldBe(
            $"These tasks wait for each other: {a.Id} ('a') → {c.Id} ('c') → {b.Id} ('b') → {a.Id} ('a').");
        outcomes[0].Reason.ShouldBe(RejectReasons.UnknownDependency);
        outcomes[4].Reason.ShouldBe(atomic ? RejectReasons.NotAlone : null);
        _queue.State.LiveCount.ShouldBe(atomic ? 0 : 1);
    }

    [Fact]
    public void A_task_that_waits_for_itself_is_refused()
    {
        var id = _queue.NewId();
        var outcome = _queue.Enqueue(_queue.Spec() with { Id = id, DependsOn = [new TaskDependency(id)] });
        outcome.Reason.ShouldBe(RejectReasons.DependencyCycle);
        outcome.Message!.ShouldContain($"{id} ");
    }

    [Fact]
    public void A_long_circle_is_named_by_its_ends()
    {
        var ring = Enumerable.Range(0, 50_000).Select(i => _queue.Spec($"n{i}")).ToArray();
        for (int i = 0; i < ring.Length; i++)
        {
            ring[i] = ring[i] with { DependsOn = [new TaskDependency(ring[(i + 1) % ring.Length].Id)] };
        }

        var outcomes = Submit(ring);
        outcomes.ShouldAllBe(outcome => outcome.Reason == RejectReasons.DependencyCycle);
        outcomes[0].Message!.Length.ShouldBeLessThan(2000);
        outcomes[0].Message!.ShouldContain("49980 more");
    }

    [Fact]
    public void Two_circles_that_share_a_task_are_both_told()
    {
        var hub = _queue.Spec("hub");
        var left = _queue.Spec("left") with { DependsOn = [new TaskDependency(hub.Id)] };
        var right = _queue.Spec("right") with { DependsOn = [new TaskDependency(hub.Id)] };
        hub = hub with { DependsOn = [new TaskDependency(left.Id), new TaskDependency(right.Id)] };
        var outcomes = Submit(hub, left, right);
        outcomes.ShouldAllBe(outcome => outcome.Result == EnqueueResult.Rejected);
        outcomes[0].Reason.ShouldBe(RejectReasons.DependencyCycle);
        outcomes[1].Reason.ShouldBe(RejectReasons.DependencyCycle);
        outcomes[2].Reason.ShouldBe(RejectReasons.UnknownDependency, "it waits for a task that is refused");
    }

    [Fact]
    public void What_waits_for_a_refused_task_of_the_same_submit_is_refused_too()
    {
        var bad = _queue.Spec("bad") with { Kind = " " };
        var behind = _queue.Spec("behind") with { DependsOn = [new TaskDependency(bad.Id)] };
        var outcomes = Submit(behind, bad);
        outcomes[0].Reason.ShouldBe(RejectReasons.UnknownDependency);
        outcomes[1].Reason.ShouldBe(RejectReasons.Invalid);
    }

    [Fact]
    public void All_or_nothing_accepts_all_or_nothing()
    {
        var first = _queue.Spec("first");
        var second = _queue.Spec("second") with { DependsOn = [new TaskDependency(first.Id)] };
        var bad = _queue.Spec("bad") with { DependsOn = [new TaskDependency(_queue.NewId())] };

        var outcomes = Submit(atomic: true, second, first, bad);
        outcomes.Select(outcome => outcome.Reason).ShouldBe([RejectReasons.NotAlone, RejectReasons.NotAlone, RejectReasons.UnknownDependency]);
        outcomes[0].Message!.ShouldContain(bad.Id.ToString());
        _queue.Last.ShouldBeEmpty();
        Submit(atomic: true, second, first).ShouldAllBe(outcome => outcome.Result == EnqueueResult.Accepted);
        Submit(atomic: true, second, first).ShouldAllBe(outcome => outcome.Result == EnqueueResult.Duplicate);
    }

    [Fact]
    public void All_or_nothing_counts_its_own_tasks_against_the_limits()
    {
        var seven = Enumerable.Range(0, 7).Select(i => _queue.Spec($"{i}")).ToArray();
        Submit(atomic: true, seven)[6].Reason.ShouldBe(RejectReasons.QueueFull);
        _queue.State.LiveCount.ShouldBe(0);
        Submit(atomic: true, [.. seven[..6], seven[0]]).Select(outcome => outcome.Result).ShouldBe(
            [.. Enumerable.Repeat(EnqueueResult.Accepted, 6), EnqueueResult.Duplicate], "a repeated member is no seventh task");

        var small = new QueueScenario(new QueueSettings { MaxBytes = 300 });
        var large = Enumerable.Range(0, 4).Select(i => small.Spec($"{i}") with { Payload = new byte[90] }).ToArray();
        small.Run(batch => small.Queue.Enqueue(new EnqueueTasks(large) { Atomic = true }, small.Now, batch))
            .Outcomes[3].Reason.ShouldBe(RejectReasons.QueueFull);
        small.State.LiveCount.ShouldBe(0);
    }

    private IReadOnlyList<EnqueueOutcome> Submit(params TaskSpec[] tasks) => _queue.EnqueueMany(tasks);

    private IReadOnlyList<EnqueueOutcome> Submit(bool atomic, params TaskSpec[] tasks) =>
        _queue.Run(batch => _queue.Queue.Enqueue(new EnqueueTasks(tasks) { Atomic = atomic }, _queue.Now, batch)).Outcomes;
}
