using ActorQueue.Contracts;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.Tests.Graph;

public sealed class FollowUpTests
{
    private readonly QueueScenario _queue = new();

    [Fact]
    public void A_follow_up_is_enqueued_in_the_commit_of_its_parents_end()
    {
        var parent = Submit(On(DependencyCondition.Success, "next") with { Task = Template("next") with { Priority = 9, Tags = ["t"], Payload = "p"u8.ToArray() } });
        _queue.Complete(_queue.Assign()[0]);

        _queue.Last.Select(@event => @event.GetType()).ShouldBe([typeof(TaskCompleted), typeof(TaskEnqueued)]);
        var next = _queue.View(FollowUpId.Of(parent, run: 1, index: 0));
        next.Name.ShouldBe("next");
        next.ParentId.ShouldBe(parent);
        next.Priority.ShouldBe(9);
        next.Tags.ShouldBe(["t"]);
        next.Id.IsValid.ShouldBeTrue();
        next.Id.CreatedAt.ShouldBe(parent.CreatedAt);
        var attempt = _queue.Assign().ShouldHaveSingleItem();
        attempt.Task.Payload.ToArray().ShouldBe("p"u8.ToArray());
        attempt.Task.ParentId.ShouldBe(parent);
    }

    [Fact]
    public void Only_those_for_the_end_that_came_are_enqueued()
    {
        FollowUp[] all = [On(DependencyCondition.Success, "good"), On(DependencyCondition.Failure, "bad"), On(DependencyCondition.End, "any")];
        Submit(all);
        _queue.Complete(_queue.Assign()[0]);
        Names().ShouldBe(["good", "any"]);
        Submit(all);
        _queue.Assign(3);
        _queue.Cancel(_queue.State.List(new ListTasks { Status = QueueTaskStatus.Processing }).Tasks[^1].Id);
        _queue.Lose("w1");
        Names().ShouldBe(["bad", "any"]);
    }

    [Theory]
    [InlineData("failure")]
    [InlineData("cancel")]
    [InlineData("crash budget")]
    [InlineData("total timeout")]
    [InlineData("cascade")]
    [InlineData("result too large")]
    public void Every_way_of_ending_without_success_is_followed_exactly_once(string way)
    {
        var queue = new QueueScenario(new QueueSettings { CrashBudget = 0, MaxResultBytes = 10 });
        var root = queue.Submit("root");
        var spec = queue.Spec("parent") with
        {
            FollowUps = [On(DependencyCondition.Failure, "handler")],
            DependsOn = way == "cascade" ? [new TaskDependency(root)] : [],
            Priority = 50,
            Retry = RetryOptions.Fixed(TimeSpan.FromSeconds(10), maxAttempts: 3, timeout: TimeSpan.FromSeconds(15)),
        };
        queue.Enqueue(spec).Result.ShouldBe(EnqueueResult.Accepted);
        var attempt = queue.Assign()[0];
        switch (way)
        {
            case "failure":
                queue.Fail(attempt, FailureClass.Permanent);
                break;
            case "cancel":
                queue.Cancel(spec.Id);
                queue.Fail(attempt, FailureClass.Cancelled);
                break;
            case "crash budget":
                queue.Lose("w1");
                queue.Assign();
                queue.Lose("w1");
                break;
            case "total timeout":
                queue.Fail(attempt, jitter: 0);
                queue.Pass(TimeSpan.FromSeconds(60));
                queue.Assign();
                break;
            case "cascade":
                queue.Cancel(root);
                queue.Fail(attempt, FailureClass.Cancelled);
                break;
            default:
                queue.Complete(attempt, new string('x', 11));
                break;
        }

        queue.View(spec.Id).Status.IsFinal().ShouldBeTrue();
        queue.Journal.OfType<TaskEnqueued>().Count(enqueued => enqueued.ToSpec().Name == "handler").ShouldBe(1);
        queue.View(FollowUpId.Of(spec.Id, 1, 0)).ParentId.ShouldBe(spec.Id);
    }

    [Fact]
    public void The_end_of_another_run_is_followed_anew()
    {
        var parent = Submit(On(DependencyCondition.Failure, "handler"));
        _queue.Fail(_queue.Assign()[0], FailureClass.Permanent);
        _queue.Retry(parent);
        _queue.Complete(FollowUpId.Of(parent, run: 1, index: 0), _queue.Assign()[0].Attempt);

        _queue.Fail(_queue.Assign()[0], FailureClass.Permanent);

        _queue.View(FollowUpId.Of(parent, run: 2, index: 0)).Status.ShouldBe(QueueTaskStatus.Pending);
    }

    [Fact]
    public void A_follow_up_for_later_waits_for_its_time()
    {
        var later = _queue.Now.AddHours(1);
        var parent = Submit(new FollowUp(DependencyCondition.End, Template("later") with { NotBefore = later }));
        _queue.Complete(_queue.Assign()[0]);

        var view = _queue.View(FollowUpId.Of(parent, 1, 0));
        (view.Status, view.DueAt).ShouldBe((QueueTaskStatus.Scheduled, later));
    }

    [Fact]
    public void Follow_ups_have_follow_ups()
    {
        var parent = Submit(new FollowUp(DependencyCondition.Success, Template("second") with
        {
            FollowUps = [On(DependencyCondition.Success, "third")],
        }));
        for (int i = 0; i < 3; i++)
        {
            _queue.Complete(_queue.Assign().ShouldHaveSingleItem());
        }

        var second = FollowUpId.Of(parent, 1, 0);
        _queue.View(FollowUpId.Of(second, 1, 0)).Name.ShouldBe("third");
        _queue.View(FollowUpId.Of(second, 1, 0)).ParentId.ShouldBe(second);
        _queue.Assign().ShouldBeEmpty();
    }

    [Fact]
    public void A_full_or_draining_queue_does_not_refuse_what_it_admitted_with_the_parent()
    {
        var queue = new QueueScenario(new QueueSettings { MaxLength = 1 });
        var spec = queue.Spec() with { FollowUps = [On(DependencyCondition.End, "next")] };
        queue.Enqueue(spec);
        var attempt = queue.Assign()[0];
        queue.Submit("fills the queue");
        queue.SetMode(QueueMode.Draining);
        queue.Complete(attempt);
        queue.View(FollowUpId.Of(spec.Id, 1, 0)).Status.ShouldBe(QueueTaskStatus.Pending);
    }

    [Fact]
    public void An_old_parents_follow_up_is_accepted_though_its_id_is_as_old()
    {
        var parent = Submit(On(DependencyCondition.Success, "next"));
        _queue.Pass(TimeSpan.FromDays(3));
        _queue.Complete(_queue.Assign()[0]);
        var next = FollowUpId.Of(parent, 1, 0);
        _queue.View(next).Status.ShouldBe(QueueTaskStatus.Pending);

        // Known, it is a duplicate; forgotten, it is too old. Never is it taken for new.
        _queue.Enqueue(_queue.Spec() with { Id = next }).Result.ShouldBe(EnqueueResult.Duplicate);
        _queue.Complete(_queue.Assign()[0]);
        _queue.Archive();
        _queue.Enqueue(_queue.Spec() with { Id = next }).Result.ShouldBe(EnqueueResult.Duplicate);
        _queue.Pass(TimeSpan.FromHours(2));
        _queue.Cancel(_queue.Submit());
        _queue.Archive();
        _queue.Enqueue(_queue.Spec() with { Id = next }).Reason.ShouldBe(RejectReasons.IdExpired);
    }

    [Fact]
    public void Whoever_has_submitted_the_id_before_is_not_run_twice()
    {
        var parent = _queue.Spec() with { FollowUps = [On(DependencyCondition.Success, "next")] };
        _queue.Enqueue(parent);
        _queue.Enqueue(_queue.Spec("early") with { Id = FollowUpId.Of(parent.Id, 1, 0) }).Result.ShouldBe(EnqueueResult.Accepted);
        _queue.Complete(_queue.Assign()[0]);
        Names().ShouldBeEmpty();

        // Also when it has ended and only its id is left.
        parent = parent with { Id = _queue.NewId() };
        _queue.Enqueue(parent);
        var early = _queue.Enqueue(_queue.Spec("early", priority: 50) with { Id = FollowUpId.Of(parent.Id, 1, 0) }).Id;
        _queue.Cancel(early);
        _queue.Archive();
        _queue.Complete(parent.Id, _queue.Assign(9).Single(attempt => attempt.Id == parent.Id).Attempt);
        Names().ShouldBeEmpty();
    }

    [Fact]
    public void Ids_differ_by_parent_run_index_and_whether_it_is_a_batch()
    {
        var id = _queue.NewId();
        TaskId[] ids =
        [
            FollowUpId.Of(id, 1, 0), FollowUpId.Of(id, 1, 1), FollowUpId.Of(id, 2, 0), FollowUpId.Of(_queue.NewId(), 1, 0),
            FollowUpId.Of(new BatchId(id.Value), 1, 0),
        ];
        ids.ShouldBeUnique();
        ids.ShouldAllBe(made => made.IsValid);

        // A format: clients compute it.
        FollowUpId.Of(TaskId.Parse("019cb2f8-b200-7000-8000-000000000001"), 1, 0).ToString()
            .ShouldBe("019cb2f8-b200-76f8-a639-06bd1e0e1249");
    }

    [Fact]
    public void What_a_follow_up_may_be_is_bounded()
    {
        Problem([On(DependencyCondition.None, "x")]).ShouldContain("followUps[0].on");
        Problem([new FollowUp(DependencyCondition.End, Template("x") with { Kind = "" })]).ShouldContain("followUps[0].kind");
        Problem([new FollowUp(DependencyCondition.End, Template("x") with { DependsOn = [new TaskDependency(_queue.NewId())] })])
            .ShouldContain("neither dependencies nor a batch");
        Problem([.. Enumerable.Repeat(On(DependencyCondition.End, "x"), FollowUp.MaxCount + 1)]).ShouldContain("at most 32");
        Problem([Nested(FollowUp.MaxDepth + 1)]).ShouldContain("8 generations");
        _queue.Enqueue(_queue.Spec() with { FollowUps = [Nested(FollowUp.MaxDepth)] }).Result.ShouldBe(EnqueueResult.Accepted);

        var half = Template("x") with { Payload = new byte[200 * 1024] };
        var outcome = _queue.Enqueue(_queue.Spec() with { FollowUps = [new(DependencyCondition.End, half), new(DependencyCondition.End, half)] });
        outcome.Reason.ShouldBe(RejectReasons.PayloadTooLarge);

        // What nobody has checked yet, the gateway measures all the same: a message may be nested as deep as it is long.
        var deep = Template("x") with { Payload = new byte[1] };
        for (int i = 0; i < 200_000; i++)
        {
            deep = deep with { FollowUps = [new FollowUp(DependencyCondition.End, deep)] };
        }

        new EnqueueTasks([deep]).PayloadBytes.ShouldBe(1 + FollowUp.MaxDepth);
        Problem([.. deep.FollowUps]).ShouldContain("generations");

        static FollowUp Nested(int depth) => new(DependencyCondition.End, Template($"{depth}") with
        {
            FollowUps = depth == 1 ? [] : [Nested(depth - 1)],
        });
    }

    private string Problem(FollowUp[] followUps)
    {
        var outcome = _queue.Enqueue(_queue.Spec() with { FollowUps = followUps });
        outcome.Reason.ShouldBe(RejectReasons.Invalid);
        return outcome.Message!;
    }

    private TaskId Submit(params FollowUp[] followUps)
    {
        var outcome = _queue.Enqueue(_queue.Spec("parent") with { FollowUps = followUps });
        outcome.Result.ShouldBe(EnqueueResult.Accepted, outcome.Message);
        return outcome.Id;
    }

    /// <summary>What the last command enqueued.</summary>
    private IEnumerable<string> Names() => _queue.Last.OfType<TaskEnqueued>().Select(enqueued => enqueued.ToSpec().Name);

    private static FollowUp On(DependencyCondition condition, string name) => new(condition, Template(name));

    private static TaskSpec Template(string name) => new() { Id = default, Kind = "test", Name = name };
}
