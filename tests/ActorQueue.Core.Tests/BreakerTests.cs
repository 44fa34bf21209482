using ActorQueue.Contracts;
using ActorQueue.Core.Codec;

namespace ActorQueue.Core.Tests;

public sealed class BreakerTests
{
    private static readonly QueueSettings Settings = new()
    {
        Retry = RetryOptions.Fixed(TimeSpan.FromMinutes(5), maxAttempts: 2),
        Breaker = new BreakerSettings { Failures = 3, OpenFor = TimeSpan.FromSeconds(30) },
    };

    private readonly QueueScenario _queue = new(Settings);

    [Fact]
    public void Failures_in_a_row_hold_the_kind_back_and_other_kinds_pass()
    {
        Trip();
        var other = _queue.Enqueue(_queue.Spec() with { Kind = "other" }).Id;
        _queue.Submit();

        _queue.Assign(5).ShouldHaveSingleItem().Id.ShouldBe(other);
        _queue.State.StatisticsWithParts(_queue.Now).OpenBreakers.ShouldBe(["test"]);
        _queue.State.NextDueAt().ShouldBe(_queue.Now.AddSeconds(30));
    }

    [Fact]
    public void A_success_between_keeps_it_closed()
    {
        Fail();
        Fail();
        _queue.Submit();
        _queue.Complete(_queue.Assign()[0]);
        Fail();
        Fail();

        _queue.Submit();
        _queue.Assign().ShouldHaveSingleItem();
    }

    [Fact]
    public void Failures_of_the_input_do_not_count()
    {
        for (int i = 0; i < 10; i++)
        {
            Fail(FailureClass.Permanent);
        }

        _queue.Submit();
        _queue.Assign().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_share_of_failures_opens_it_from_enough_attempts_on()
    {
        var queue = new QueueScenario(Settings with { Breaker = new BreakerSettings { FailureShare = 60, MinAttempts = 10 } });
        for (int i = 0; i < 10; i++)
        {
            queue.Submit();
            var attempt = queue.Assign().ShouldHaveSingleItem();
            _ = i % 2 == 0 ? queue.Complete(attempt) : queue.Fail(attempt);
        }

        // The first success was before there was anything to count; the next failure is the sixth of ten attempts that count.
        queue.Submit();
        queue.Fail(queue.Assign().ShouldHaveSingleItem());
        queue.Submit();
        queue.Assign().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(FailureClass.Retryable)]
    [InlineData(FailureClass.Timeout)]
    [InlineData(FailureClass.OutOfMemory)]
    [InlineData(FailureClass.Crashed)]
    public void Every_other_failure_counts(FailureClass failure)
    {
        for (int i = 0; i < 3; i++)
        {
            Fail(failure);
        }

        _queue.Submit();
        _queue.Assign().ShouldBeEmpty();
    }

    [Fact]
    public void The_share_is_that_of_the_last_attempts_however_many_there_were_before()
    {
        var queue = new QueueScenario(Settings with { Breaker = new BreakerSettings { FailureShare = 50, MinAttempts = 20 } });
        for (int i = 0; i < 200; i++)
        {
            queue.Submit(priority: 50);
            var attempt = queue.Assign().ShouldHaveSingleItem();
            _ = i % 10 == 0 ? queue.Fail(attempt) : queue.Complete(attempt);
        }

        int failures = 0;
        while (queue.State.StatisticsWithParts(queue.Now).OpenBreakers.Count == 0)
        {
            (++failures).ShouldBeLessThan(40, "half of the last 64");
            queue.Submit(priority: 50);
            queue.Fail(queue.Assign().ShouldHaveSingleItem());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void After_its_time_one_task_tries_and_decides_for_all(bool succeeds)
    {
        Trip();
        _queue.Submit("low", priority: 1);
        _queue.Submit("high", priority: 9);
        _queue.Submit("low too", priority: 1);
        _queue.Pass(TimeSpan.FromSeconds(30));
        _queue.Recover();

        var probe = _queue.Assign(5).ShouldHaveSingleItem();
        probe.Task.Name.ShouldBe("high");
        _queue.Submit("later", priority: 20);
        _queue.Assign(5).ShouldBeEmpty("only one tries");

        if (succeeds)
        {
            _queue.Complete(probe);
            _queue.Assign(5).Select(attempt => attempt.Task.Name).ShouldBe(["later", "low", "low too"]);
        }
        else
        {
            _queue.Fail(probe);
            _queue.Assign(5).ShouldBeEmpty();
            _queue.Pass(TimeSpan.FromSeconds(30));
            _queue.Assign(5).ShouldHaveSingleItem().Task.Name.ShouldBe("later");
        }
    }

    [Fact]
    public void When_the_one_that_tries_goes_without_a_verdict_the_next_one_tries()
    {
        Trip();
        var first = _queue.Submit("first", priority: 9);
        var second = _queue.Submit("second", priority: 8);
        var third = _queue.Submit("third", priority: 7);
        _queue.Pass(TimeSpan.FromSeconds(30));
        _queue.Run(batch => _queue.Queue.ReleaseDue(_queue.Now, batch));

        _queue.Cancel(first);
        var probe = _queue.Assign(5).ShouldHaveSingleItem();
        probe.Id.ShouldBe(second);
        _queue.Release(probe);
        var again = _queue.Assign(5).ShouldHaveSingleItem();
        again.Id.ShouldBe(second);
        _queue.Fail(again, FailureClass.Permanent);
        _queue.Assign(5).ShouldHaveSingleItem().Id.ShouldBe(third);
    }

    [Fact]
    public void A_task_that_comes_later_tries_when_none_waited()
    {
        Trip();
        _queue.Pass(TimeSpan.FromSeconds(30));
        _queue.Assign(5).ShouldBeEmpty();

        var id = _queue.Submit();
        _queue.Submit();
        _queue.Assign(5).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public void An_open_breaker_survives_a_snapshot()
    {
        Trip();
        _queue.Submit();
        var restored = new QueueScenario(Settings, StateCodec.Decode(StateCodec.Encode(_queue.State))) { Now = _queue.Now };

        restored.Assign().ShouldBeEmpty();
        restored.Pass(TimeSpan.FromSeconds(30));
        restored.Assign(5).Count.ShouldBe(1);
        QueueScenario.SnapshotBytes(_queue.Replayed()).ShouldBe(QueueScenario.SnapshotBytes(_queue.State));
    }

    private void Trip()
    {
        for (int i = 0; i < 3; i++)
        {
            Fail();
        }
    }

    private void Fail(FailureClass failure = FailureClass.Retryable)
    {
        _queue.Submit("failing", priority: 50);
        _queue.Fail(_queue.Assign().ShouldHaveSingleItem(), failure);
    }
}
