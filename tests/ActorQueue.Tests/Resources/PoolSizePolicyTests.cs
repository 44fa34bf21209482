using ActorQueue.Hosting;
using ActorQueue.Resources;

namespace ActorQueue.Tests.Resources;

public sealed class PoolSizePolicyTests
{
    private static readonly MemorySettings Settings = new(85, 70, TimeSpan.FromSeconds(30), 300L << 20);

    [Theory]
    [InlineData(8, 4)]
    [InlineData(5, 2)]
    [InlineData(1, 1)]
    public void Pressure_halves_the_pool_down_to_one(int current, int expected) =>
        PoolSizePolicy.Decide(Used(90), current, most: 8, Settings).ShouldBe(expected);

    [Theory]
    [InlineData(85)]
    [InlineData(70)]
    public void Between_the_thresholds_the_pool_keeps_its_size(double usedPercent) =>
        PoolSizePolicy.Decide(Used(usedPercent), current: 3, most: 8, Settings).ShouldBe(3);

    [Theory]
    [InlineData(3, 4)]
    [InlineData(8, 8)]
    public void After_the_pressure_it_grows_by_one_up_to_its_most(int current, int expected) =>
        PoolSizePolicy.Decide(Used(69.9), current, most: 8, Settings).ShouldBe(expected);

    [Theory]
    [InlineData(16L << 30, 301L << 20, true)]
    [InlineData(16L << 30, 299L << 20, false)]
    [InlineData(400L << 20, 101L << 20, true)]
    [InlineData(400L << 20, 99L << 20, false)]
    public void Nothing_new_starts_below_the_minimum_or_a_quarter_of_a_small_limit(long limit, long available, bool admits) =>
        PoolSizePolicy.Admits(MemoryReading.Of(limit, limit - available), Settings).ShouldBe(admits);

    private static MemoryReading Used(double percent) => new(percent, 1L << 30, 16L << 30);
}
