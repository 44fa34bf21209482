using Akka.Pattern;

namespace Akka.Tests.Pattern;

public sealed class CircuitBreakerTests : SystemTest
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task It_opens_after_so_many_failures_in_a_row_and_then_calls_nothing()
    {
        var breaker = CircuitBreaker.Create(System.Scheduler, 2, Long, Long);
        await FailAsync(breaker);
        await breaker.WithCircuitBreaker(() => Task.FromResult(1));
        await FailAsync(breaker);
        breaker.IsClosed.ShouldBeTrue();
        await FailAsync(breaker);
        breaker.IsOpen.ShouldBeTrue();
        var called = false;
        var refused = await Should.ThrowAsync<OpenCircuitException>(() => breaker.WithCircuitBreaker(() =>
        {
            called = true;
            return Task.CompletedTask;
        }));
        called.ShouldBeFalse();
        refused.RemainingDuration.ShouldBeGreaterThan(TimeSpan.Zero);
        refused.InnerException.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task After_the_reset_timeout_one_call_decides_and_success_closes_it()
    {
        var halfOpen = new TaskCompletionSource();
        var closed = new TaskCompletionSource();
        var breaker = CircuitBreaker.Create(System.Scheduler, 1, Long, TimeSpan.FromMilliseconds(1))
            .OnHalfOpen(halfOpen.SetResult)
            .OnClose(closed.SetResult);
        await FailAsync(breaker);
        await halfOpen.Task.WaitAsync(Patience);
        var gate = new TaskCompletionSource<int>();
        var probe = breaker.WithCircuitBreaker(() => gate.Task);
        await Should.ThrowAsync<OpenCircuitException>(() => breaker.WithCircuitBreaker(() => Task.FromResult(2)));
        gate.SetResult(1);
        (await probe).ShouldBe(1);
        await closed.Task.WaitAsync(Patience);
        breaker.IsClosed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_failing_probe_opens_it_again()
    {
        var halfOpen = new SemaphoreSlim(0);
        var breaker = CircuitBreaker.Create(System.Scheduler, 1, Long, TimeSpan.FromMilliseconds(1)).WithExponentialBackoff(Long)
            .OnHalfOpen(() => halfOpen.Release());
        await FailAsync(breaker);
        (await halfOpen.WaitAsync(Patience)).ShouldBeTrue();
        await FailAsync(breaker);
        (await halfOpen.WaitAsync(Patience)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_call_that_takes_too_long_is_a_failure()
    {
        var breaker = CircuitBreaker.Create(System.Scheduler, 1, TimeSpan.FromMilliseconds(1), Long);
        await Should.ThrowAsync<TimeoutException>(() => breaker.WithCircuitBreaker(() => new TaskCompletionSource<int>().Task));
        breaker.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public void Synchronous_calls_and_reports_count_too()
    {
        var breaker = CircuitBreaker.Create(System.Scheduler, 2, Long, Long);
        breaker.WithSyncCircuitBreaker(() => 5).ShouldBe(5);
        Should.Throw<InvalidOperationException>(() => breaker.WithSyncCircuitBreaker(() => throw new InvalidOperationException()));
        breaker.CurrentFailureCount.ShouldBe(1);
        breaker.Fail();
        breaker.IsOpen.ShouldBeTrue();
        breaker.LastCaughtException.ShouldBeOfType<UserCalledFailException>();
    }

    private static Task FailAsync(CircuitBreaker breaker) => Should.ThrowAsync<InvalidOperationException>(
        () => breaker.WithCircuitBreaker<int>(() => throw new InvalidOperationException("as asked")));
}
