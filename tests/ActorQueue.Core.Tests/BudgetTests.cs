using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Commands;

namespace ActorQueue.Core.Tests;

/// <summary>What each kind of failure is charged to, and what an attempt leaves for the next one.</summary>
public sealed class BudgetTests
{
    private readonly QueueScenario _queue = new(new QueueSettings { OutOfMemoryBudget = 2, DrainBudget = 3, MaxCheckpointBytes = 10 });

    [Fact]
    public void Out_of_memory_has_a_budget_of_its_own_and_each_retry_says_how_often_it_was()
    {
        var id = _queue.Submit(retry: RetryOptions.Fixed(TimeSpan.Zero, maxAttempts: 2));
        int[] expected = [0, 1, 2];
        foreach (int count in expected)
        {
            var attempt = _queue.Assign()[0];
            attempt.OutOfMemoryCount.ShouldBe(count);
            _queue.State.AssignmentsOf("w1")[0].OutOfMemoryCount.ShouldBe(count, "told again after a restart");
            _queue.Fail(attempt, FailureClass.OutOfMemory, ErrorCodes.OutOfMemory).Outcome
                .ShouldBe(count < 2 ? AttemptOutcome.RetryScheduled : AttemptOutcome.Failed);
        }

        _queue.View(id).Error!.Code.ShouldBe(ErrorCodes.OutOfMemory);
    }

    [Fact]
    public void Running_out_of_memory_costs_no_ordinary_attempt()
    {
        _queue.Submit(retry: RetryOptions.Fixed(TimeSpan.Zero, maxAttempts: 2));
        _queue.Fail(_queue.Assign()[0], FailureClass.OutOfMemory);

        _queue.Fail(_queue.Assign()[0]).Outcome.ShouldBe(AttemptOutcome.RetryScheduled);
        _queue.Fail(_queue.Assign()[0]).Outcome.ShouldBe(AttemptOutcome.Failed);
    }

    [Fact]
    public void Handing_back_costs_nothing_up_to_its_budget_and_is_a_failure_beyond()
    {
        var id = _queue.Submit(retry: RetryOptions.Fixed(TimeSpan.Zero, maxAttempts: 2));
        for (int i = 0; i < 3; i++)
        {
            _queue.Release(_queue.Assign()[0]).Outcome.ShouldBe(AttemptOutcome.Released);
        }

        _queue.View(id).Attempts.ShouldBe(0);
        _queue.Release(_queue.Assign()[0]).Outcome.ShouldBe(AttemptOutcome.RetryScheduled);
        _queue.Release(_queue.Assign()[0]).Outcome.ShouldBe(AttemptOutcome.Failed);
        _queue.View(id).Error!.Code.ShouldBe(ErrorCodes.Drained);
    }

    [Fact]
    public void Without_a_budget_for_it_handing_back_costs_nothing_however_often()
    {
        var queue = new QueueScenario(new QueueSettings { DrainBudget = 0 });
        queue.Submit(retry: RetryOptions.Fixed(TimeSpan.Zero, maxAttempts: 1));
        for (int i = 0; i < 300; i++)
        {
            queue.Release(queue.Assign()[0]).Outcome.ShouldBe(AttemptOutcome.Released);
        }
    }

    [Fact]
    public void What_each_budget_was_charged_is_known_after_a_restart_from_a_snapshot()
    {
        var id = _queue.Submit(retry: RetryOptions.Fixed(TimeSpan.Zero, maxAttempts: 3));
        _queue.Fail(Next(), FailureClass.OutOfMemory).Retry.ShouldBe(1);
        _queue.Fail(Next(), FailureClass.Crashed).Retry.ShouldBe(1);
        _queue.Fail(Next()).Retry.ShouldBe(1);
        _queue.Release(Next());
        var yielding = Next();
        _queue.Run(batch => _queue.Queue.Pause(new PauseTask(id), _queue.Now, batch));
        _queue.Release(yielding);
        _queue.Run(batch => _queue.Queue.Resume(new ResumeTask(id), _queue.Now, batch));

        _queue.Fail(Next(), FailureClass.OutOfMemory).Retry.ShouldBe(2);
        _queue.Fail(Next(), FailureClass.Crashed).Retry.ShouldBe(2);
        _queue.Release(Next());
        _queue.Release(Next()).Outcome.ShouldBe(AttemptOutcome.Released, "the third that is no pause");
        _queue.Release(Next()).Outcome.ShouldBe(AttemptOutcome.RetryScheduled, "the fourth");
        _queue.Fail(Next()).Outcome.ShouldBe(AttemptOutcome.Failed, "the third failure");

        Assignment Next()
        {
            _queue.Continue(StateCodec.Decode(StateCodec.Encode(_queue.State)));
            return _queue.Assign().ShouldHaveSingleItem();
        }
    }

    [Fact]
    public void A_crash_past_its_budget_is_the_end()
    {
        var queue = new QueueScenario(new QueueSettings { CrashBudget = 1, Retry = RetryOptions.Fixed(TimeSpan.Zero) });
        queue.Submit();
        queue.Fail(queue.Assign()[0], FailureClass.Crashed).Outcome.ShouldBe(AttemptOutcome.RetryScheduled);
        queue.Fail(queue.Assign()[0], FailureClass.Crashed).Outcome.ShouldBe(AttemptOutcome.Failed);
    }

    [Fact]
    public void Pauses_are_no_drains()
    {
        var id = _queue.Submit();
        for (int i = 0; i < 10; i++)
        {
            var attempt = _queue.Assign()[0];
            _queue.Run(batch => _queue.Queue.Pause(new PauseTask(id), _queue.Now, batch));
            _queue.Release(attempt).Status.ShouldBe(QueueTaskStatus.Paused);
            _queue.Run(batch => _queue.Queue.Resume(new ResumeTask(id), _queue.Now, batch));
        }

        _queue.Release(_queue.Assign()[0]).Outcome.ShouldBe(AttemptOutcome.Released);
    }

    [Fact]
    public void The_next_attempt_reads_the_newest_checkpoint_after_a_crash_and_a_snapshot()
    {
        _queue.Submit();
        var attempt = _queue.Assign()[0];
        attempt.Checkpoint.ShouldBeNull();
        Save(attempt, "one").ShouldBe(CheckpointOutcome.Saved);
        Save(attempt, "two").ShouldBe(CheckpointOutcome.Saved);
        long bytes = _queue.State.LiveBytes;
        _queue.Lose("w1");
        _queue.Recover();

        var restored = new QueueScenario(state: StateCodec.Decode(StateCodec.Encode(_queue.State)));
        restored.State.LiveBytes.ShouldBe(bytes);
        restored.Assign()[0].Checkpoint.ShouldBe("two"u8.ToArray());
    }

    [Fact]
    public void A_checkpoint_ends_with_its_run()
    {
        var id = _queue.Submit();
        var attempt = _queue.Assign()[0];
        long bytes = _queue.State.LiveBytes;
        Save(attempt, "half");
        _queue.State.LiveBytes.ShouldBe(bytes + 4);
        _queue.Fail(attempt, FailureClass.Permanent);
        _queue.State.LiveBytes.ShouldBe(bytes);

        _queue.Run(batch => _queue.Queue.Retry(new RetryTask(id), _queue.Now, batch));

        _queue.Assign()[0].Checkpoint.ShouldBeNull();
        _queue.State.LiveBytes.ShouldBe(bytes);
    }

    [Fact]
    public void A_checkpoint_too_large_or_of_another_attempt_is_refused()
    {
        _queue.Submit();
        var attempt = _queue.Assign()[0];
        Save(attempt, "eleven byte").ShouldBe(CheckpointOutcome.TooLarge);
        _queue.Release(attempt);
        Save(attempt, "late").ShouldBe(CheckpointOutcome.Stale);
        _queue.State.StaleReports.ShouldBe(1);
        Save(_queue.Assign()[0], "ten bytes!").ShouldBe(CheckpointOutcome.Saved);
    }

    private CheckpointOutcome Save(Assignment attempt, string state) => _queue.Run(batch => _queue.Queue.Save(
        new SaveCheckpoint(attempt.Id, attempt.Attempt, System.Text.Encoding.UTF8.GetBytes(state)), _queue.Now, batch));
}
