using ActorQueue.Contracts;
using ActorQueue.Core.Retry;

namespace ActorQueue.Core.Tests.Retry;

public sealed class RetryPolicyTests
{
    [Fact]
    public void The_defaults_are_five_seconds_doubling_up_to_a_minute()
    {
        var options = new RetryOptions();
        Delays(options, 6).ShouldBe([5, 10, 20, 40, 60, 60]);
        options.MaxAttempts.ShouldBe(4);
        options.PriorityStep.ShouldBe(1);
    }

    [Fact]
    public void Exponential_has_one_second_doubling_up_to_a_minute_and_five_attempts()
    {
        var options = RetryOptions.Exponential();
        Delays(options, 8).ShouldBe([1, 2, 4, 8, 16, 32, 60, 60]);
        options.MaxAttempts.ShouldBe(5);
        Delays(RetryOptions.Exponential(@base: 3, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(20)), 4).ShouldBe([2, 6, 18, 20]);
    }

    [Fact]
    public void Fixed_is_always_the_same_even_beyond_a_minute()
    {
        var options = RetryOptions.Fixed(TimeSpan.FromMinutes(10));
        Delays(options, 3).ShouldBe([600, 600, 600]);
        options.MaxAttempts.ShouldBe(5);
    }

    [Fact]
    public void Custom_takes_the_list_in_order_and_allows_one_attempt_more_than_it_is_long()
    {
        var options = RetryOptions.Custom([TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromHours(1)]);
        Delays(options, 4).ShouldBe([5, 300, 3600, 3600]);
        options.MaxAttempts.ShouldBe(4);
    }

    [Fact]
    public void Jitter_stays_in_its_bounds_and_below_the_longest_delay()
    {
        var options = new RetryOptions { Jitter = 0.1 };
        RetryPolicy.DelayAfter(options, 1, 0).ShouldBe(TimeSpan.FromSeconds(4.5));
        RetryPolicy.DelayAfter(options, 1, 1).ShouldBe(TimeSpan.FromSeconds(5.5));
        RetryPolicy.DelayAfter(options, 9, 1).ShouldBe(TimeSpan.FromSeconds(60));
        RetryPolicy.DelayAfter(options, 9, 0).ShouldBe(TimeSpan.FromSeconds(54));
    }

    [Fact]
    public void Enormous_backoffs_do_not_overflow()
    {
        var options = new RetryOptions { Base = 100, MaxAttempts = 1000, Jitter = 1 };
        RetryPolicy.DelayAfter(options, 1000, 0).ShouldBe(TimeSpan.Zero);
        RetryPolicy.DelayAfter(options, 1000, 1).ShouldBe(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void The_lowered_priority_does_not_wrap_round() =>
        RetryPolicy.LoweredPriority(new RetryOptions { PriorityStep = 10 }, int.MinValue + 5).ShouldBe(int.MinValue);

    private static IEnumerable<double> Delays(RetryOptions options, int count) =>
        Enumerable.Range(1, count).Select(failure => RetryPolicy.DelayAfter(options, failure, 0.5).TotalSeconds);
}
