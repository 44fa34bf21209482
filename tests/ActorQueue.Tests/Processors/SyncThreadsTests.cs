using ActorQueue.Processors;

namespace ActorQueue.Tests.Processors;

public sealed class SyncThreadsTests
{
    // A thread that had taken a work was counted as idle for a moment longer; a work added in that moment waited behind it with threads to spare.
    [Fact]
    public async Task No_work_waits_behind_another_while_a_thread_may_still_be_started()
    {
        for (var round = 0; round < 2000; round++)
        {
            using var threads = new SyncThreads(2);
            await threads.RunAsync(() => 0);
            using var meeting = new Barrier(2);

            // Each waits for the other, so both must run.
            var both = Task.WhenAll(threads.RunAsync(() => Meet(meeting)), threads.RunAsync(() => Meet(meeting)));

            (await both).ShouldBe([true, true], $"round {round}");
        }
    }

    [Fact]
    public async Task There_are_never_more_threads_than_allowed()
    {
        using var threads = new SyncThreads(3);
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
        })));

        most.ShouldBeInRange(1, 3);
    }

    private static bool Meet(Barrier meeting) => meeting.SignalAndWait(TimeSpan.FromSeconds(30));
}
