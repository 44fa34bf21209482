namespace Akka.Tests.TestKit;

public sealed class LatchAndBarrierTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void A_latch_opens_when_it_is_counted_down()
    {
        var latch = CreateTestLatch(2);

        latch.CountDown();
        latch.IsOpen.ShouldBeFalse();
        Should.Throw<TimeoutException>(() => latch.Ready(TimeSpan.FromMilliseconds(1)));

        latch.CountDown();
        latch.Ready();
        latch.IsOpen.ShouldBeTrue();

        latch.Reset();
        latch.IsOpen.ShouldBeFalse();
        latch.Open();
        latch.Ready();
    }

    [Fact]
    public async Task A_barrier_lets_its_participants_go_together()
    {
        var barrier = CreateTestBarrier(2);
        var other = Task.Run(barrier.Await);

        barrier.Await();

        await other;
    }
}
