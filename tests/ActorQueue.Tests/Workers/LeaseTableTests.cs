using ActorQueue.Core.Commands;
using ActorQueue.Hosting;
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
        var table = new LeaseTable(new LeaseSettings(Period, SweepInterval: Period, WorkerTimeout: Period), TimeSpan.FromSeconds(30), Recovered);
        foreach (var number in new[] { 1, 2 })
        {
            table.Renew(new Assignment(TestQueue.Task(number), 1, TimeSpan.FromDays(1), Recovered.AddDays(1), IsAlone: false), Recovered.AddHours(1));
        }

        table.Keep(new HashSet<AttemptKey> { running });

        table.ExpiryOf(running).ShouldBe(Recovered.AddHours(1) + Period);
        table.ExpiryOf(over).ShouldBe(Recovered + Period, "as one of which nothing is known");
    }
}
