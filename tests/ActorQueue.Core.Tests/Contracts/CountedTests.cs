using ActorQueue.Contracts;

namespace ActorQueue.Core.Tests.Contracts;

public sealed class CountedTests
{
    [Theory]
    [InlineData(0, "0 tasks")]
    [InlineData(1, "1 task")]
    [InlineData(2, "2 tasks")]
    [InlineData(1_000_000, "1000000 tasks")]
    public void The_noun_fits_the_number(long count, string text) => Counted.Of(count, "task").ShouldBe(text);

    [Fact]
    public void A_plural_may_be_irregular()
    {
        Counted.Of(1, "task waits", "tasks wait").ShouldBe("1 task waits");
        Counted.Of(2, "retry", "retries").ShouldBe("2 retries");
    }
}
