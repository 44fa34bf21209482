using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.Tests;

public sealed class RetryTests
{
    private readonly QueueScenario _queue = new();

    [Fact]
    public void A_failed_attempt_waits_out_its_backoff_and_starts_again_with_a_higher_number()
    {
        var id = _queue.Submit();
        var first = _queue.Assign()[0];

        var reported = _queue.Fail(first);

        reported.Outcome.ShouldBe(AttemptOutcome.RetryScheduled);
        reported.Retry.ShouldBe(1);
        reported.MaxRetries.ShouldBe(3);
        _queue.View(id).Status.ShouldBe(QueueTaskStatus.Retry);
        _queue.View(id).DueAt.ShouldBe(QueueScenario.Start.AddSeconds(5));
        _queue.View(id).Error!.Message.ShouldBe("It broke.");

        _queue.Pass(TimeSpan.FromSeconds(4.9));
        _queue.Assign().ShouldBeEmpty();
        _queue.Pass(TimeSpan.FromSeconds(0.1));
        _queue.Assign()[0].Attempt.ShouldBe(2);
    }

    [Fact]
    public void Each_retry_falls_in_priority_and_keeps_its_place_among_equals()
    {
        var retried = _queue.Submit("retried", TaskPriority.Normal);
        _queue.Fail(_queue.Assign()[0]);
        var normal = _queue.Submit("normal", TaskPriority.Normal);
        var four = _queue.Submit("four", 4);
        _queue.Pass(TimeSpan.FromSeconds(5));

        _queue.Assign(3).Select(attempt => attempt.Id).ShouldBe([normal, retried, four]);
        _queue.View(retried).Priority.ShouldBe(4);
    }

    [Fact]
    public void After_the_last_attempt_the_task_has_failed()
    {
        var id = _queue.Submit();
        for (int retry = 1; retry <= 3; retry++)
        {
            _queue.Fail(_queue.Assign()[0]).Outcome.ShouldBe(AttemptOutcome.RetryScheduled);
            _queue.Pass(TimeSpan.FromMinutes(2));
        }

        _queue.Fail(_queue.Assign()[0]).Outcome.ShouldBe(AttemptOutcome.Failed);

        _queue.View(id).Status.ShouldBe(QueueTaskStatus.Failed);
        _queue.View(id).Attempts.ShouldBe(4);
        _queue.View(id).CompletedAt.ShouldBe(_queue.Now);
        _queue.Pass(TimeSpan.FromHours(1));
        _queue.Assign().ShouldBeEmpty();
    }

    [Fact]
    public void A_permanent_failure_is_not_retried()
    {
        var id = _queue.Submit();
        _queue.Fail(_queue.Assign()[0], FailureClass.Permanent, ErrorCodes.FileNotFound).Outcome.ShouldBe(AttemptOutcome.Failed);
        _queue.View(id).Error!.Code.ShouldBe(ErrorCodes.FileNotFound);
        _queue.View(id).Attempts.ShouldBe(1);
    }

    [Theory]
    [InlineData(FailureClass.Timeout)]
    [InlineData(FailureClass.OutOfMemory)]
    public void Timeouts_and_lack_of_memory_are_retried(FailureClass failure)
    {
        _queue.Submit();
        _queue.Fail(_queue.Assign()[0], failure).Outcome.ShouldBe(AttemptOutcome.RetryScheduled);
    }

    [Fact]
    public void A_retry_that_would_pass_the_total_timeout_is_not_made()
    {
        var retry = RetryOptions.Fixed(TimeSpan.FromSeconds(10), maxAttempts: 100, timeout: TimeSpan.FromSeconds(25));
        var id = _queue.Submit(retry: retry);
        _queue.Pass(TimeSpan.FromHours(1)); // waiting for the first start does not count
        for (int i = 0; i < 2; i++)
        {
            _queue.Fail(_queue.Assign()[0]).Outcome.ShouldBe(AttemptOutcome.RetryScheduled);
            _queue.Pass(TimeSpan.FromSeconds(10));
        }

        _queue.Fail(_queue.Assign()[0]).Outcome.ShouldBe(AttemptOutcome.Failed);
        _queue.View(id).Attempts.ShouldBe(3);
    }

    [Theory]
    [InlineData(9.999, AttemptOutcome.RetryScheduled)]
    [InlineData(10, AttemptOutcome.Failed)]
    public void A_retry_for_which_no_time_would_be_left_is_not_made(double delay, AttemptOutcome expected)
    {
        _queue.Submit(retry: RetryOptions.Fixed(TimeSpan.FromSeconds(delay), timeout: TimeSpan.FromSeconds(10)));

        _queue.Fail(_queue.Assign()[0]).Outcome.ShouldBe(expected);
    }

    [Fact]
    public void A_retry_that_waited_past_the_total_timeout_is_not_started()
    {
        var retry = RetryOptions.Fixed(TimeSpan.FromSeconds(10), maxAttempts: 100, timeout: TimeSpan.FromSeconds(25));
        var id = _queue.Submit(retry: retry);
        _queue.Fail(_queue.Assign()[0]);

        _queue.Pass(TimeSpan.FromSeconds(25));

        _queue.Assign().ShouldBeEmpty();
        _queue.View(id).Status.ShouldBe(QueueTaskStatus.Failed);
        _queue.View(id).Error!.Message.ShouldContain("total timeout");
    }

    [Fact]
    public void An_attempt_gets_no_more_time_than_is_left_of_the_total()
    {
        var retry = RetryOptions.Fixed(TimeSpan.FromSeconds(10), timeout: TimeSpan.FromSeconds(25));
        _queue.Submit(retry: retry);
        var first = _queue.Assign()[0];
        first.Timeout.ShouldBe(TimeSpan.FromSeconds(25));
        _queue.Fail(first);
        _queue.Pass(TimeSpan.FromSeconds(10));

        var second = _queue.Assign()[0];

        second.Timeout.ShouldBe(TimeSpan.FromSeconds(15));
        second.Deadline.ShouldBe(QueueScenario.Start.AddSeconds(25));
    }

    [Fact]
    public void Handing_an_attempt_back_costs_none()
    {
        var retry = RetryOptions.Fixed(TimeSpan.FromSeconds(1), maxAttempts: 2);
        var id = _queue.Submit(retry: retry);
        for (int i = 0; i < 5; i++)
        {
            _queue.Release(_queue.Assign()[0]).Outcome.ShouldBe(AttemptOutcome.Released);
        }

        _queue.View(id).Attempts.ShouldBe(0);
        _queue.View(id).Status.ShouldBe(QueueTaskStatus.Pending);
        var attempt = _queue.Assign()[0];
        attempt.Attempt.ShouldBe(6);
        _queue.Fail(attempt).Outcome.ShouldBe(AttemptOutcome.RetryScheduled);
    }

    [Fact]
    public void A_crash_of_an_isolated_process_has_a_budget_of_its_own()
    {
        _queue.Submit(retry: RetryOptions.Fixed(TimeSpan.FromSeconds(1), maxAttempts: 1));
        for (int crash = 1; crash <= 3; crash++)
        {
            _queue.Fail(_queue.Assign()[0], FailureClass.Crashed, ErrorCodes.Crashed).Outcome.ShouldBe(AttemptOutcome.RetryScheduled);
            _queue.Pass(TimeSpan.FromSeconds(1));
        }

        _queue.Fail(_queue.Assign()[0], FailureClass.Crashed, ErrorCodes.Crashed).Outcome.ShouldBe(AttemptOutcome.Failed);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(6)]
    public void Over_long_errors_are_cut(int codeLength)
    {
        _queue.Submit();
        var attempt = _queue.Assign()[0];
        var error = new TaskError(new string('c', codeLength), new string('m', 100_000));
        _queue.Run(batch => _queue.Queue.Fail(new FailAttempt(attempt.Id, attempt.Attempt, error, FailureClass.Permanent, 0), _queue.Now, batch));

        var stored = _queue.Last.ShouldHaveSingleItem().ShouldBeOfType<TaskFailed>().Error;
        stored.Message.Length.ShouldBe(4096);
        stored.Code.Length.ShouldBe(Math.Min(codeLength, 64));
    }
}
