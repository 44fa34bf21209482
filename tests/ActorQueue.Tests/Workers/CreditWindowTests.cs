using ActorQueue.Workers;

namespace ActorQueue.Tests.Workers;

public sealed class CreditWindowTests
{
    [Fact]
    public void The_limit_is_what_came_plus_what_is_free()
    {
        var window = new CreditWindow();

        window.Offer(free: 4).ShouldBe(4);
        window.Received(3);
        window.Offer(free: 1).ShouldBeNull("three of the four came, one is still free: the same limit");
        window.Offer(free: 2).ShouldBe(5);
    }

    [Fact]
    public void A_smaller_pool_lowers_the_limit()
    {
        var window = new CreditWindow();
        window.Offer(free: 4);

        window.Offer(free: 1).ShouldBe(1);
    }

    [Fact]
    public void A_new_attachment_counts_from_zero()
    {
        var window = new CreditWindow();
        window.Offer(free: 4);
        window.Received(4);

        window.Restart();

        window.Offer(free: 2).ShouldBe(2);
    }
}
