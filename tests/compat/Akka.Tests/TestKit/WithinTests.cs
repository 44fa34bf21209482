using Akka.Actor;
using Xunit.Sdk;

namespace Akka.Tests.TestKit;

public sealed class WithinTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    [Fact]
    public void Expectations_inside_share_what_is_left_of_the_time() =>
        Within(Long, () =>
        {
            var first = Remaining;
            RemainingOrDefault.ShouldBeLessThanOrEqualTo(first);
            first.ShouldBeLessThanOrEqualTo(Long);
            first.ShouldBeGreaterThan(TimeSpan.FromMinutes(1));
        });

    [Fact]
    public void An_inner_block_cannot_have_more_than_the_outer_one() =>
        Within(Long, () => Within(2 * Long, () => Remaining.ShouldBeLessThanOrEqualTo(Long)));

    [Fact]
    public void Outside_there_is_no_remaining_time_and_the_default_applies()
    {
        Should.Throw<InvalidOperationException>(() => Remaining);
        RemainingOrDefault.ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void A_block_that_takes_too_long_fails()
    {
        using var never = new ManualResetEvent(false);

        Should.Throw<XunitException>(() => Within(TimeSpan.FromMilliseconds(1), () => never.WaitOne(TimeSpan.FromMilliseconds(50))));
    }

    [Fact]
    public void A_block_that_ends_too_early_fails() =>
        Should.Throw<XunitException>(() => Within(Long, 2 * Long, () => { }));

    [Fact]
    public void A_block_that_received_until_its_end_is_not_late_by_it() =>
        Within(TimeSpan.FromMilliseconds(20), () => ReceiveWhile<string>(_ => true).ShouldBeEmpty());

    [Fact]
    public async Task A_block_may_await_and_gives_its_result()
    {
        TestActor.Tell(5);

        (await WithinAsync(Long, async () => await ExpectMsgAsync<int>())).ShouldBe(5);
    }

    [Fact]
    public void A_condition_is_asked_until_it_holds()
    {
        var asked = 0;

        AwaitCondition(() => ++asked == 3, TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(1));

        asked.ShouldBe(3);
    }

    [Fact]
    public void A_condition_that_never_holds_fails()
    {
        var noTime = TimeSpan.FromMilliseconds(1);

        Should.Throw<XunitException>(() => AwaitCondition(() => false, noTime, "it never held")).Message.ShouldContain("it never held");
        AwaitConditionNoThrow(() => false, noTime).ShouldBeFalse();
    }

    [Fact]
    public async Task An_assertion_is_tried_until_it_holds_and_else_fails_as_it_last_did()
    {
        var tried = 0;
        AwaitAssert(() => (++tried).ShouldBe(3), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(1));
        await AwaitAssertAsync(() => (++tried).ShouldBe(6), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(1));

        Should.Throw<ShouldAssertException>(() => AwaitAssert(() => tried.ShouldBe(0), TimeSpan.FromMilliseconds(1)));
    }
}

public sealed class DilationTests() : Akka.TestKit.Xunit2.TestKit("akka.test { timefactor = 2.5, single-expect-default = 4s }")
{
    [Fact]
    public void The_time_factor_stretches_timeouts()
    {
        Dilated(TimeSpan.FromSeconds(2)).ShouldBe(TimeSpan.FromSeconds(5));
        RemainingOrDefault.ShouldBe(TimeSpan.FromSeconds(10));
        TestKitSettings.DefaultTimeout.ShouldBe(TimeSpan.FromSeconds(5));
        TestKitSettings.TestEventFilterLeeway.ShouldBe(TimeSpan.FromSeconds(3));
    }
}
