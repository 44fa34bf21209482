using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.Tests;

public sealed class QueueModeTests
{
    private readonly QueueScenario _queue = new();

    [Fact]
    public void A_paused_queue_accepts_tasks_and_starts_none()
    {
        _queue.SetMode(QueueMode.Paused).ShouldBe(new QueueControlled(QueueMode.Paused, Changed: true));
        _queue.Submit();
        _queue.Assign().ShouldBeEmpty();

        _queue.SetMode(QueueMode.Running);
        _queue.Assign().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(QueueMode.Paused)]
    [InlineData(QueueMode.Draining)]
    public void The_mode_survives_a_restart(QueueMode mode)
    {
        _queue.SetMode(mode).ShouldBe(new QueueControlled(mode, Changed: true));
        _queue.Recover();
        _queue.State.Mode.ShouldBe(mode);
        StateCodec.Decode(StateCodec.Encode(_queue.State)).Mode.ShouldBe(mode);
    }

    [Fact]
    public void A_draining_queue_takes_nothing_new_and_works_off_what_it_has()
    {
        _queue.Submit();
        _queue.SetMode(QueueMode.Draining);

        _queue.Enqueue(_queue.Spec()).Reason.ShouldBe(RejectReasons.Draining);
        _queue.Assign().Count.ShouldBe(1);
    }

    [Fact]
    public void Setting_the_mode_in_force_writes_nothing()
    {
        _queue.SetMode(QueueMode.Running).Changed.ShouldBeFalse();
        _queue.Last.ShouldBeEmpty();
    }

    [Fact]
    public void Attempts_that_run_when_a_queue_is_paused_may_end()
    {
        _queue.Submit();
        var attempt = _queue.Assign()[0];
        _queue.SetMode(QueueMode.Paused);
        _queue.Complete(attempt);
        _queue.Last.ShouldHaveSingleItem().ShouldBeOfType<TaskCompleted>();
    }

    [Fact]
    public void Settings_are_validated_with_all_problems_at_once()
    {
        var problem = Should.Throw<ArgumentException>(() => new QueuePartition(new QueueSettings
        {
            MaxLength = -1,
            CrashBudget = -1,
            AttemptTimeout = TimeSpan.Zero,
            Retry = new RetryOptions { Base = 0.5 },
        }));
        foreach (string setting in new[] { "maxLength", "crashBudget", "attemptTimeout", "retry.base" })
        {
            problem.Message.ShouldContain(setting);
        }
    }
}
