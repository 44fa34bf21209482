using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Tests;

public sealed class DedupTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private readonly QueueScenario _queue = new();

    [Theory]
    [InlineData(DedupPolicy.Reject, RejectReasons.DuplicateKey)]
    [InlineData(DedupPolicy.Throttle, RejectReasons.Throttled)]
    public void A_second_submit_within_the_window_is_refused_and_names_the_first(DedupPolicy policy, string reason)
    {
        var first = Submit(policy);
        first.Result.ShouldBe(EnqueueResult.Accepted);
        _queue.Complete(_queue.Assign()[0]);
        _queue.Pass(TimeSpan.FromMinutes(9));

        var second = Submit(policy);

        (second.Result, second.Reason, second.ExistingId).ShouldBe((EnqueueResult.Rejected, reason, (TaskId?)first.Id));
        _queue.Pass(TimeSpan.FromMinutes(1));
        Submit(policy).Result.ShouldBe(EnqueueResult.Accepted, "the window counts from the accepted submit");
    }

    [Fact]
    public void A_second_submit_can_be_answered_with_the_first_task()
    {
        var first = Submit(DedupPolicy.ReturnExisting);
        _queue.Assign();

        var second = Submit(DedupPolicy.ReturnExisting);

        (second.Result, second.Status, second.ExistingId).ShouldBe((EnqueueResult.Duplicate, QueueTaskStatus.Processing, (TaskId?)first.Id));
        second.Id.ShouldNotBe(first.Id);
        _queue.State.LiveCount.ShouldBe(1);

        _queue.Complete(first.Id, 1);
        _queue.Archive();
        Submit(DedupPolicy.ReturnExisting).Status.ShouldBe(QueueTaskStatus.Completed, "its end is known as long as its id");
    }

    [Fact]
    public void A_second_submit_can_take_the_place_of_one_that_waits_but_not_of_one_that_runs()
    {
        var first = Submit(DedupPolicy.Replace);
        var second = Submit(DedupPolicy.Replace);

        (second.Result, second.ExistingId).ShouldBe((EnqueueResult.Accepted, (TaskId?)first.Id));
        _queue.View(first.Id).Status.ShouldBe(QueueTaskStatus.Cancelled);
        _queue.Assign().ShouldHaveSingleItem().Id.ShouldBe(second.Id);

        Submit(DedupPolicy.Replace).Result.ShouldBe(EnqueueResult.Accepted);
        _queue.View(second.Id).IsCancelRequested.ShouldBeFalse();
    }

    [Fact]
    public void A_debounced_task_starts_when_no_submit_has_come_for_a_window()
    {
        Submit(DedupPolicy.Debounce).Status.ShouldBe(QueueTaskStatus.Scheduled);
        _queue.Pass(TimeSpan.FromMinutes(9));
        var last = Submit(DedupPolicy.Debounce);
        _queue.Pass(TimeSpan.FromMinutes(9));

        _queue.Assign(5).ShouldBeEmpty();
        _queue.Pass(TimeSpan.FromMinutes(1));
        _queue.Assign(5).ShouldHaveSingleItem().Id.ShouldBe(last.Id);
    }

    [Fact]
    public void A_debounced_task_does_not_start_before_a_later_time_of_its_own()
    {
        var dedup = new DedupOptions("key", Window, DedupPolicy.Debounce);
        _queue.Enqueue(_queue.Spec() with { Dedup = dedup, NotBefore = _queue.Now.AddHours(1) });

        _queue.Pass(TimeSpan.FromMinutes(59));
        _queue.Assign().ShouldBeEmpty();
        _queue.Pass(TimeSpan.FromMinutes(1));
        _queue.Assign().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_repeated_submit_of_the_same_id_is_the_same_task_whatever_its_key()
    {
        var spec = _queue.Spec() with { Dedup = new DedupOptions("key", Window, DedupPolicy.Reject) };
        _queue.Enqueue(spec);

        _queue.Enqueue(spec).Result.ShouldBe(EnqueueResult.Duplicate);
        _queue.Complete(_queue.Assign()[0]);
        _queue.Archive();
        _queue.Enqueue(spec).Result.ShouldBe(EnqueueResult.Duplicate, "also when only the id is left of it");
    }

    [Fact]
    public void A_key_is_known_after_a_crash_and_in_a_snapshot()
    {
        var first = Submit(DedupPolicy.Reject);
        _queue.Recover();
        Submit(DedupPolicy.Reject).ExistingId.ShouldBe(first.Id);

        var restored = new QueueScenario(state: StateCodec.Decode(StateCodec.Encode(_queue.State)));
        restored.Enqueue(restored.Spec() with { Id = _queue.NewId(), Dedup = new DedupOptions("key", Window, DedupPolicy.Reject) })
            .ExistingId.ShouldBe(first.Id);
    }

    [Fact]
    public void A_refused_key_refuses_the_whole_of_an_all_or_nothing_submit()
    {
        var first = Submit(DedupPolicy.Reject);
        TaskSpec[] both = [_queue.Spec(), _queue.Spec() with { Dedup = new DedupOptions("key", Window, DedupPolicy.Reject) }];
        var same = both[1].Dedup! with { Key = "other" };
        TaskSpec[] alike = [_queue.Spec() with { Dedup = same }, _queue.Spec() with { Dedup = same }];

        var outcomes = _queue.Run(into => _queue.Queue.Enqueue(new EnqueueTasks(both) { Atomic = true }, _queue.Now, into)).Outcomes;
        outcomes.Select(outcome => outcome.Reason).ShouldBe([RejectReasons.NotAlone, RejectReasons.DuplicateKey]);
        outcomes[1].ExistingId.ShouldBe(first.Id);
        _queue.Run(into => _queue.Queue.Enqueue(new EnqueueTasks(alike) { Atomic = true }, _queue.Now, into)).Outcomes
            .ShouldAllBe(outcome => outcome.Result == EnqueueResult.Rejected);
    }

    [Fact]
    public void Keys_go_with_their_windows_and_are_bounded()
    {
        var keys = new DedupKeys();
        for (int i = 0; i <= DedupKeys.MaxKeys; i++)
        {
            keys.Set(new DedupEntry($"{i}", _queue.NewId(), _queue.Now.UtcTicks + 1 + i), _queue.Now.UtcTicks);
        }

        keys.Count.ShouldBe(DedupKeys.MaxKeys);
        keys.Find("0", _queue.Now).ShouldBeNull("the one whose window ends first made room");
        keys.Set(new DedupEntry("last", _queue.NewId(), long.MaxValue), _queue.Now.UtcTicks + 1 + DedupKeys.MaxKeys);
        keys.Count.ShouldBe(1);
    }

    /// <summary>Found by the model: the queue refused it as full, although it takes the place of one that waits.</summary>
    [Fact]
    public void A_full_queue_takes_a_submit_that_replaces_one_of_its_tasks()
    {
        var queue = new QueueScenario(new QueueSettings { MaxLength = 1 });
        queue.Enqueue(queue.Spec() with { Dedup = new DedupOptions("key", Window, DedupPolicy.Replace) });

        queue.Enqueue(queue.Spec() with { Dedup = new DedupOptions("key", Window, DedupPolicy.Replace) }).Result.ShouldBe(EnqueueResult.Accepted);

        queue.State.WaitingCount.ShouldBe(1);
        queue.Enqueue(queue.Spec() with { Dedup = new DedupOptions("other", Window, DedupPolicy.Replace) }).Reason.ShouldBe(RejectReasons.QueueFull);
    }

    /// <summary>What a replaced task enqueues by its end took the room of the rest, and the partition stopped in the middle of the submit.</summary>
    [Fact]
    public void An_all_or_nothing_submit_that_was_found_to_fit_is_accepted_whole()
    {
        var queue = new QueueScenario(new QueueSettings { MaxLength = 4 });
        FollowUp onEnd = new(DependencyCondition.End, new TaskSpec { Id = default, Kind = "mail" });
        var dedup = new DedupOptions("key", Window, DedupPolicy.Replace);
        queue.Enqueue(queue.Spec() with { Dedup = dedup, FollowUps = [onEnd, onEnd] });
        queue.Submit();
        TaskSpec[] both = [queue.Spec() with { Dedup = dedup }, queue.Spec()];

        var outcomes = queue.Run(into => queue.Queue.Enqueue(new EnqueueTasks(both) { Atomic = true }, queue.Now, into)).Outcomes;

        outcomes.ShouldAllBe(outcome => outcome.Result == EnqueueResult.Accepted);
    }

    [Fact]
    public void Options_that_cannot_be_are_refused() =>
        _queue.Enqueue(_queue.Spec() with { Dedup = new DedupOptions(string.Empty, TimeSpan.Zero, DedupPolicy.None) })
            .Message!.Split("; ").Length.ShouldBe(3);

    private EnqueueOutcome Submit(DedupPolicy policy) => _queue.Enqueue(_queue.Spec() with { Dedup = new DedupOptions("key", Window, policy) });
}
