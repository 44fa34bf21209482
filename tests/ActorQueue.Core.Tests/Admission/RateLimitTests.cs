using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Tests.Admission;

public sealed class RateLimitTests
{
    private static readonly QueueSettings Settings = Limited(new RateLimit(Count: 6, TimeSpan.FromMinutes(1), Burst: 3));

    [Fact]
    public void A_burst_starts_at_once_and_then_one_as_each_token_comes()
    {
        var queue = new QueueScenario(Settings);
        Fill(queue, "api", 10);
        queue.Submit("without a key");

        queue.Assign(100).Count(attempt => attempt.Task.RateKey is not null).ShouldBe(3);
        queue.State.NextDueAt().ShouldBe(queue.Now.AddSeconds(10));
        queue.Pass(TimeSpan.FromSeconds(9.9));
        queue.Assign(100).ShouldBeEmpty();
        queue.Pass(TimeSpan.FromSeconds(0.1));
        queue.Assign(100).Count.ShouldBe(1);
        queue.Pass(TimeSpan.FromSeconds(20));
        queue.Assign(100).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Over_any_time_no_more_start_than_the_burst_and_what_came_in_that_time(int seed)
    {
        var random = new Random(seed);
        var queue = new QueueScenario(Settings);
        Fill(queue, "api", 400);
        List<DateTimeOffset> starts = [];
        while (starts.Count < 200)
        {
            queue.Pass(TimeSpan.FromMilliseconds(random.Next(1, random.Next(5) == 0 ? 60_000 : 4000)));
            int asked = random.Next(1, 4);
            int got = queue.Assign(asked, $"w{starts.Count}").Count;
            starts.AddRange(Enumerable.Repeat(queue.Now, got));
            if (got < asked)
            {
                // It gave all that there was: the next one's time is known.
                queue.State.NextDueAt().ShouldNotBeNull().ShouldBeGreaterThan(queue.Now);
            }
        }

        for (int from = 0; from < starts.Count; from++)
        {
            for (int to = from; to < starts.Count; to++)
            {
                (to - from + 1).ShouldBeLessThanOrEqualTo((int)(3 + ((starts[to] - starts[from]).TotalSeconds / 10) + 1e-6));
            }
        }
    }

    [Fact]
    public void What_a_key_has_used_up_is_known_after_a_restart()
    {
        var queue = new QueueScenario(Settings);
        Fill(queue, "api", 10);
        queue.Assign(2);
        QueueScenario.SnapshotBytes(queue.Replayed()).ShouldBe(QueueScenario.SnapshotBytes(queue.State));
        var restored = StateCodec.Decode(StateCodec.Encode(queue.State));
        QueueScenario.SnapshotBytes(restored).ShouldBe(QueueScenario.SnapshotBytes(queue.State));

        foreach (var state in new[] { restored, queue.Replayed() })
        {
            var again = new QueueScenario(Settings, state) { Now = queue.Now };
            again.Assign(100).Count.ShouldBe(1);
        }
    }

    [Fact]
    public void A_key_that_is_used_up_is_remembered_without_tasks_and_forgotten_when_full()
    {
        var queue = new QueueScenario(Settings);
        Fill(queue, "api", 3);
        Finish(queue);
        queue.State.LiveCount.ShouldBe(0);
        Fill(queue, "api", 1);
        queue.Assign(100).ShouldBeEmpty();

        queue.Pass(TimeSpan.FromSeconds(30));
        Finish(queue);
        byte[] used = QueueScenario.SnapshotBytes(queue.State);
        queue.Pass(TimeSpan.FromMinutes(1));
        Fill(queue, "other", 1);
        Finish(queue);
        queue.Pass(TimeSpan.FromMinutes(1));
        Fill(queue, "third", 1);
        Finish(queue);
        System.Text.Encoding.UTF8.GetString(used).ShouldContain("api");
        System.Text.Encoding.UTF8.GetString(QueueScenario.SnapshotBytes(queue.State)).ShouldNotContain("api");
        QueueScenario.SnapshotBytes(queue.Replayed()).ShouldBe(QueueScenario.SnapshotBytes(queue.State));
    }

    [Fact]
    public void Keys_without_tasks_are_bounded()
    {
        var rates = new RateTable();
        for (int i = 0; i <= RateTable.MaxIdle; i++)
        {
            var entry = rates.Enter($"{i}");
            rates.Take(entry, fullAt: long.MaxValue - RateTable.MaxIdle + i, now: 0);
            rates.Leave(entry, now: 0);
        }

        rates.Used.Count().ShouldBe(RateTable.MaxIdle);
        rates.Used.ShouldNotContain(entry => entry.Key == "0", "the one that is full first made room");
    }

    [Fact]
    public void A_faster_limit_does_not_wait_for_what_a_slower_one_owed()
    {
        var queue = new QueueScenario(Limited(new RateLimit(1, TimeSpan.FromDays(1), Burst: 1)));
        Fill(queue, "api", 5);
        queue.Assign(100).Count.ShouldBe(1);
        var faster = new QueueScenario(Limited(new RateLimit(1, TimeSpan.FromSeconds(1), Burst: 1)), queue.Replayed()) { Now = queue.Now };
        faster.Assign(100).ShouldBeEmpty();
        faster.Pass(TimeSpan.FromSeconds(1));
        faster.Assign(100).Count.ShouldBe(1);
    }

    [Fact]
    public void Keys_have_limits_of_their_own_or_none()
    {
        var queue = new QueueScenario(new QueueSettings
        {
            Admission = new AdmissionSettings
            {
                RatePerKey = new RateLimit(1, TimeSpan.FromSeconds(1), Burst: 1),
                RateLimits = new Dictionary<string, RateLimit?> { ["two"] = new(2, TimeSpan.FromSeconds(1), Burst: 2), ["free"] = null },
            },
        });
        foreach (string key in new[] { "one", "two", "free" })
        {
            Fill(queue, key, 5);
        }

        queue.Assign(100).GroupBy(attempt => attempt.Task.RateKey!).ToDictionary(group => group.Key, group => group.Count())
            .ShouldBe(new Dictionary<string, int> { ["one"] = 1, ["two"] = 2, ["free"] = 5 }, ignoreOrder: true);
    }

    private static QueueSettings Limited(RateLimit limit) => new() { MaxLength = 0, Admission = new AdmissionSettings { RatePerKey = limit } };

    private static void Fill(QueueScenario queue, string key, int count)
    {
        for (int i = 0; i < count; i++)
        {
            queue.Enqueue(queue.Spec() with { RateKey = key }).Result.ShouldBe(EnqueueResult.Accepted);
        }
    }

    private static void Finish(QueueScenario queue)
    {
        foreach (var attempt in queue.Assign(100))
        {
            queue.Complete(attempt);
        }

        queue.Archive();
    }
}
