using ActorQueue.Supervision;
using ActorQueue.Workers;

namespace ActorQueue.Tests.Workers;

public sealed class LeaseTableTests
{
    private static readonly DateTimeOffset Recovered = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(15);

    [Fact]
    public void Only_leases_of_running_attempts_are_remembered()
    {
        var (running, over) = (new AttemptKey(TestQueue.Id(1), 1), new AttemptKey(TestQueue.Id(2), 1));
        var table = new LeaseTable(Period, Recovered);
        table.Renew(running, Recovered.AddHours(1));
        table.Renew(over, Recovered.AddHours(1));

        table.Keep(new HashSet<AttemptKey> { running });

        table.ExpiryOf(running).ShouldBe(Recovered.AddHours(1) + Period);
        table.ExpiryOf(over).ShouldBe(Recovered + Period, "as one of which nothing is known");
    }
}
