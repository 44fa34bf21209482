using System.Diagnostics.Metrics;
using ActorQueue.Contracts;
using ActorQueue.Hosting;
using ActorQueue.Processors;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorQueue.Tests.Processors;

public sealed class SyncThreadsTests() : TestKit(TestQueue.Config())
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private TestScheduler Clock => (TestScheduler)Sys.Scheduler;

    [Fact]
    public async Task Work_that_finds_no_thread_in_time_is_refused_and_counted()
    {
        using var threads = new SyncThreads(1, TimeSpan.FromMilliseconds(100), new SchedulerTimeProvider(Clock));
        using var finish = new SemaphoreSlim(0);
        var first = threads.RunAsync(() => finish.Wait(Patience), CancellationToken.None);

        AwaitCondition(() => threads.Load.Busy == 1);

        var second = threads.RunAsync(() => true, CancellationToken.None);
        Clock.Advance(TimeSpan.FromMilliseconds(99));
        second.IsCompleted.ShouldBeFalse();
        Clock.Advance(TimeSpan.FromMilliseconds(1));

        var refused = await Should.ThrowAsync<TaskFailedException>(second);
        (refused.Code, refused.FailureClass).ShouldBe((ErrorCodes.Rejected, FailureClass.Retryable));
        threads.Load.ShouldBe(new ProcessorThreads(Size: 1, Busy: 1, Stuck: 0, Exhaustions: 1));
        finish.Release();
        (await first).ShouldBeTrue();
    }

    [Fact]
    public async Task Work_that_finds_a_thread_in_time_runs_and_is_not_refused_afterwards()
    {
        using var threads = new SyncThreads(1, TimeSpan.FromMilliseconds(100), new SchedulerTimeProvider(Clock));
        using var finish = new SemaphoreSlim(0);
        var first = threads.RunAsync(() => finish.Wait(Patience), CancellationToken.None);
        using var started = new SemaphoreSlim(0);
        var second = threads.RunAsync(() => started.Release() == 0 && finish.Wait(Patience), CancellationToken.None);

        Clock.Advance(TimeSpan.FromMilliseconds(99));
        finish.Release();
        (await first).ShouldBeTrue();
        (await started.WaitAsync(Patience)).ShouldBeTrue();
        Clock.Advance(TimeSpan.FromSeconds(1));
        finish.Release();

        (await second).ShouldBeTrue();
        threads.Load.Exhaustions.ShouldBe(0);
    }

    [Fact]
    public async Task Work_that_was_told_to_stop_and_goes_on_counts_as_stuck_until_it_returns()
    {
        using var threads = new SyncThreads(2, Patience, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        using var started = new SemaphoreSlim(0);
        using var finish = new SemaphoreSlim(0);
        var deaf = threads.RunAsync(() => started.Release() == 0 && finish.Wait(Patience), stop.Token);
        await started.WaitAsync(Patience);

        await stop.CancelAsync();
        threads.Load.Stuck.ShouldBe(1);
        threads.Load.UtilizationPercent.ShouldBe(50);
        finish.Release();

        (await deaf).ShouldBeTrue();
        AwaitCondition(() => threads.Load is { Stuck: 0, Busy: 0 });
    }

    [Fact]
    public async Task What_the_threads_refuse_and_carry_is_measured()
    {
        using var threads = new SyncThreads(1, TimeSpan.Zero, TimeProvider.System);
        using var meter = new Meter("ActorQueue");
        ThreadMetrics.AddTo(meter, threads);
        using var finish = new SemaphoreSlim(0);
        var first = threads.RunAsync(() => finish.Wait(Patience), CancellationToken.None);
        AwaitCondition(() => threads.Load.Busy == 1);
        await Should.ThrowAsync<TaskFailedException>(threads.RunAsync(() => true, CancellationToken.None));

        List<(string Name, double Value)> measured = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter == meter)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => measured.Add((instrument.Name, value)));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => measured.Add((instrument.Name, value)));
        listener.Start();
        listener.RecordObservableInstruments();

        measured.ShouldBe([("actorqueue.pool.exhaustion", 1), ("actorqueue.pool.utilization", 100)], ignoreOrder: true);
        finish.Release();
        await first;
    }

    // A thread that had taken a work was counted as idle for a moment longer; a work added in that moment waited behind it with threads to spare.
    [Fact]
    public async Task No_work_waits_behind_another_while_a_thread_may_still_be_started()
    {
        for (var round = 0; round < 2000; round++)
        {
            using var threads = new SyncThreads(2, Patience, TimeProvider.System);
            await threads.RunAsync(() => 0, CancellationToken.None);
            using var meeting = new Barrier(2);

            // Each waits for the other, so both must run.
            var both = Task.WhenAll(threads.RunAsync(() => Meet(meeting), CancellationToken.None), threads.RunAsync(() => Meet(meeting), CancellationToken.None));

            (await both).ShouldBe([true, true], $"round {round}");
        }
    }

    [Fact]
    public async Task There_are_never_more_threads_than_allowed()
    {
        using var threads = new SyncThreads(3, TimeSpan.FromMinutes(5), TimeProvider.System);
        var running = 0;
        var most = 0;
        var gate = new object();

        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => threads.RunAsync(() =>
        {
            lock (gate)
            {
                most = Math.Max(most, ++running);
            }

            Thread.Yield();
            lock (gate)
            {
                running--;
            }

            return 0;
        }, CancellationToken.None)));

        most.ShouldBeInRange(1, 3);
    }

    private static bool Meet(Barrier meeting) => meeting.SignalAndWait(TimeSpan.FromSeconds(30));
}
