using System.IO.Compression;
using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Statistics;

namespace ActorQueue.Core.Tests.Statistics;

/// <summary>What is told of each kind, priority and worker beside counts: times, rates, ages.</summary>
public sealed class GroupTimesTests
{
    private readonly QueueScenario _queue = new();

    [Fact]
    public void Each_kind_and_priority_has_percentiles_of_its_own_which_a_snapshot_and_a_replay_keep()
    {
        for (int i = 1; i <= 100; i++)
        {
            Work("slow", priority: 5, wait: TimeSpan.FromSeconds(10 * i), run: TimeSpan.FromSeconds(i));
            Work("fast", priority: 9, wait: TimeSpan.FromMilliseconds(10 * i), run: TimeSpan.FromMilliseconds(i));
        }

        var snapshot = StateCodec.Decode(StateCodec.Encode(_queue.State, chunkBytes: 2048));
        foreach (var statistics in new[] { _queue.State, snapshot, _queue.Replayed() }.Select(state => state.StatisticsWithParts(_queue.Now)))
        {
            foreach (var (part, unit) in new[] { (statistics.ByKind[1], 1.0), (statistics.ByKind[0], 0.001), (statistics.ByPriority[0], 1), (statistics.ByPriority[1], 0.001) })
            {
                Within5Percent(part.ProcessingTimeP50, 50 * unit);
                Within5Percent(part.ProcessingTimeP95, 95 * unit);
                Within5Percent(part.ProcessingTimeP99, 99 * unit);
                Within5Percent(part.WaitTimeP50, 500 * unit);
                Within5Percent(part.WaitTimeP95, 950 * unit);
                Within5Percent(part.WaitTimeP99, 990 * unit);
            }

            Within5Percent(statistics.ByWorker.Single().ProcessingTimeP99, 98);
            Within5Percent(statistics.ProcessingTimeP99, 98);
        }
    }

    [Fact]
    public void Each_kind_and_priority_has_rates_and_the_age_of_what_waits_longest()
    {
        Work("good", priority: 5, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Work("good", priority: 5, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        var attempt = Start("bad", priority: 9, RetryOptions.Fixed(TimeSpan.FromSeconds(1), maxAttempts: 2));
        _queue.Fail(attempt);
        _queue.Pass(TimeSpan.FromSeconds(2));
        _queue.Run(batch => _queue.Queue.ReleaseDue(_queue.Now, batch));
        _queue.Fail(_queue.Assign()[0]);
        Work("bad", priority: 9, TimeSpan.Zero, TimeSpan.FromSeconds(6));
        _queue.Enqueue(_queue.Spec(priority: 5) with { Kind = "good" });
        _queue.Pass(TimeSpan.FromSeconds(20));
        _queue.Enqueue(_queue.Spec(priority: 9) with { Kind = "bad" });
        _queue.Pass(TimeSpan.FromSeconds(30));

        var restored = StateCodec.Decode(StateCodec.Encode(_queue.State));
        foreach (var statistics in new[] { _queue.State.StatisticsWithParts(_queue.Now), restored.StatisticsWithParts(_queue.Now) })
        {
            statistics.ByKind.Select(part => (part.Name, part.SuccessRate, part.OldestWaitingSeconds)).ShouldBe([("bad", 50, 30), ("good", 100, 50)]);
            statistics.ByKind.Select(part => part.RetryRate).ShouldBe([100.0 / 3, 0]);
            statistics.ByPriority.Select(part => part.Name).ShouldBe(["5", "8", "9"]);
            statistics.ByPriority.Select(part => part.OldestWaitingSeconds).ShouldBe([50, 0, 30]);

            // The queue is a minute old. The last minute is the last six steps of ten seconds.
            statistics.ByKind.Select(part => (part.Throughput, part.Throughput5Minutes, part.Throughput15Minutes))
                .ShouldBe([(1.0 / 50, 2.0 / 60, 2.0 / 60), (0, 2.0 / 60, 2.0 / 60)]);
            statistics.ByPriority.Select(part => part.Throughput5Minutes * 60).ShouldBe([2, 1, 1]);
            statistics.RetryRate.ShouldBe(20);
            statistics.SuccessRate.ShouldBe(75);
        }

        var later = _queue.State.StatisticsWithParts(_queue.Now.AddMinutes(10)).ByKind[0];
        (later.Throughput5Minutes, later.Throughput15Minutes).ShouldBe((0, 2.0 / 660));
    }

    [Fact]
    public void A_worker_has_rates_times_and_an_uptime_and_what_was_lost_with_it_did_not_succeed()
    {
        Work("a", 5, TimeSpan.Zero, TimeSpan.FromSeconds(15), "w1");
        Work("a", 5, TimeSpan.Zero, TimeSpan.FromSeconds(15), "w1");
        _queue.Fail(Start("a", 5, worker: "w1"), FailureClass.Permanent);
        Start("a", 5, worker: "w1");
        _queue.Pass(TimeSpan.FromSeconds(30));
        _queue.Lose("w1");
        _queue.Pass(TimeSpan.FromHours(1));

        var restored = StateCodec.Decode(StateCodec.Encode(_queue.State));
        foreach (var state in new[] { _queue.State, restored })
        {
            var worker = state.StatisticsWithParts(_queue.Now - TimeSpan.FromHours(1)).ByWorker.Single();
            (worker.Processed, worker.Failures, worker.SuccessRate).ShouldBe((3, 2, 50));
            (worker.Throughput, worker.Throughput5Minutes, worker.Throughput15Minutes).ShouldBe((3.0 / 50, 3.0 / 60, 3.0 / 60));
            worker.AverageProcessingTime.ShouldBe(15);
            state.StatisticsWithParts(_queue.Now).ByWorker.Single().UptimeSeconds.ShouldBe(60, "it has been gone since");
        }
    }

    [Fact]
    public void A_worker_that_is_there_is_up_until_now()
    {
        _queue.State.AttachedWorkers["w1"] = new WorkerTerms();
        Work("a", 5, TimeSpan.Zero, TimeSpan.FromSeconds(15), "w1");
        _queue.Pass(TimeSpan.FromHours(1));

        _queue.State.StatisticsWithParts(_queue.Now).ByWorker.Single().UptimeSeconds.ShouldBe(3615);
    }

    [Fact]
    public void Kinds_past_the_bound_share_their_times()
    {
        for (int i = 0; i < GroupMeters.MaxGroups + 20; i++)
        {
            Work($"kind {i:D3}", 5, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        }

        var restored = StateCodec.Decode(StateCodec.Encode(_queue.State));
        foreach (var state in new[] { _queue.State, restored })
        {
            var others = state.StatisticsWithParts(_queue.Now).ByKind[^1];
            (others.Name, others.CompletedTasks).ShouldBe((GroupStatistics.Others, 20));
            Within5Percent(others.ProcessingTimeP99, 2);
            state.Groups.OtherKinds.Processing.Count.ShouldBe(20);
        }
    }

    [Fact]
    public void What_is_counted_of_a_task_allocates_nothing()
    {
        var meters = new GroupMeters();
        CountOnce(meters, 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            CountOnce(meters, i * TimeSpan.TicksPerSecond);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void A_snapshot_from_before_times_were_kept_is_read_and_goes_on()
    {
        var state = StateCodec.Decode(new StateSnapshot(Unpack(OldManifest), [.. OldChunks.Select(Unpack)]));

        var kind = state.StatisticsWithParts(QueueScenario.Start.AddSeconds(9)).ByKind[0];
        (kind.Name, kind.CompletedTasks, kind.AverageProcessingTime, kind.AverageWaitTime, kind.ProcessingTimeP99).ShouldBe(("a", 2, 2, 1, 0));
        var queue = new QueueScenario(state: state) { Now = QueueScenario.Start.AddMinutes(1) };
        queue.Complete(queue.Assign()[0]);
        var next = StateCodec.Decode(StateCodec.Encode(queue.State)).StatisticsWithParts(queue.Now);
        next.ByKind[0].AverageProcessingTime.ShouldBe(2);
        Within5Percent(next.ByKind[1].WaitTimeP50, 51);
    }

    [Fact]
    public void Times_without_counts_or_twice_and_damaged_ones_are_refused()
    {
        Work("a", 5, TimeSpan.Zero, TimeSpan.FromSeconds(15), "w1");
        var chunks = new ChunkWriter(StateCodec.MaxChunkBytes);
        GroupTimesCodec.Write(chunks, _queue.State.Groups);
        byte[] bytes = chunks.Chunks.Single()[2..];

        Should.Throw<CorruptQueueDataException>(() => Read(bytes, new GroupMeters()));
        Should.Throw<CorruptQueueDataException>(() => Read([.. bytes, .. bytes], Known()));
        var random = new Random(20260307);
        for (int round = 0; round < 2_000; round++)
        {
            byte[] damaged = [.. bytes];
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                Read(damaged.AsSpan(0, random.Next(damaged.Length)), Known());
            }
            catch (CorruptQueueDataException)
            {
                // The one permitted answer to bytes that are none of ours.
            }
        }

        static GroupMeters Known()
        {
            var meters = new GroupMeters();
            meters.Kind("a");
            meters.Priority(5);
            meters.Worker("w1", 0);
            return meters;
        }

        static void Read(ReadOnlySpan<byte> bytes, GroupMeters into)
        {
            var reader = new ByteReader(bytes);
            GroupTimesCodec.Read(ref reader, into);
        }
    }

    [Fact]
    public void A_percentile_is_at_most_5_percent_off_and_histograms_add_up()
    {
        var random = new Random(20260308);
        var (one, other, both) = (new DurationHistogram(), new DurationHistogram(), new DurationHistogram());
        List<long> all = [];
        for (int i = 0; i < 10_000; i++)
        {
            // From 1 ms to 10 days, evenly over the orders of magnitude.
            long ticks = (long)(TimeSpan.TicksPerMillisecond * Math.Pow(10, random.NextDouble() * 8.9));
            all.Add(ticks);
            (i % 3 == 0 ? one : other).Add(MeasuredTime.Between(0, ticks));
            both.Add(MeasuredTime.Between(0, ticks));
        }

        all.Sort();
        foreach (double part in (double[])[0.001, 0.1, 0.5, 0.95, 0.99, 0.999])
        {
            Within5Percent(both.PercentileSeconds(part), TimeSpan.FromTicks(all[(int)Math.Ceiling(part * all.Count) - 1]).TotalSeconds);
        }

        one.Buckets.Zip(other.Buckets, (left, right) => left + right).ShouldBe(both.Buckets);
    }

    private static void CountOnce(GroupMeters meters, long at)
    {
        var kind = meters.Kind("kind");
        var time = MeasuredTime.Between(0, at);
        kind.Processing.Add(time);
        kind.Waiting.Add(time);
        kind.Ends.Add(at);
        meters.Priority(5).Processing.Add(time);
        meters.Worker("worker", at).Ends.Add(at);
    }

    private static void Within5Percent(double seconds, double expected) => seconds.ShouldBe(expected, 0.05 * expected);

    private void Work(string kind, int priority, TimeSpan wait, TimeSpan run, string worker = "w1")
    {
        _queue.Enqueue(_queue.Spec(priority: priority) with { Kind = kind });
        _queue.Pass(wait);
        var attempt = _queue.Assign(worker: worker)[0];
        _queue.Pass(run);
        _queue.Complete(attempt);
    }

    private Assignment Start(string kind, int priority, RetryOptions? retry = null, string worker = "w1")
    {
        _queue.Enqueue(_queue.Spec(priority: priority, retry: retry) with { Kind = kind });
        return _queue.Assign(worker: worker)[0];
    }

    private static byte[] Unpack(string text)
    {
        using var packed = new BrotliStream(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        packed.CopyTo(bytes);
        return bytes.ToArray();
    }

    // Two completed tasks of kind a, one failed and one waiting of kind b, as written before there were chunks of times.
    private const string OldManifest =
        "G0sC8K6Ld8yGSons6Q2WE9xhSbHr76V1m1lwgiIIrX5QlEYSkcQoa4AAVukZQjvfTlvH3FoJ0/hdHoICV5tpPXTCBhwoBgC7DY4BDYrDDRjPvvUlFyXEgL3r+A9Wy4ckCFbMTCsXD/m99Yrys/O66xATBg==";

    private static readonly string[] OldChunks =
    [
        "G1ECGB4JNg7VB+acRZhu1y5ZAs6BdGAM9pVk3cnh50OAfL2kBWG7BNgWUGsLk6i1tqozVydHcNEDwPeTBmphYJJHEnjIJrQnkWDddI7maTFFuDMr5a0gkxcAdCdoV50r8cwOQPtdMUclPhenDaWC72Z+j57szT/YdrB5/WuGAA==",
        "GzABaI7TJfKJTZz/sbbe3120afNmErqWCNU9QnXLVGucNdrNNe1izRLQMdVsx4Pxw8Yw48lfElB3Qd0FeRAGpr05xJ+sRpGXV9J+EtF4lxgxAACABLBRzVP99Hy8l4D8fD5xKX8yWLu5ay4+Jm9CAlB7aTac8WLBZB1MsdwIxU6Yk611VpJ4KJz/5/a97xELH9QJXWyzQsw46aCA+e1mK2Q/jxtSE7H8N5siX0r71WFZiaiWR+9MLsOiHxwBXDkF",
    ];
}
