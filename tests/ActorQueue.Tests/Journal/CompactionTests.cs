namespace ActorQueue.Tests.Journal;

public sealed class CompactionTests() : QueueTestKit("actorqueue.journal.snapshot-interval = 10\n" + FailingSnapshotStore.Config)
{
    // Tried again at each commit, it would read the whole snapshot each time, on a machine that already has a problem.
    [Fact]
    public void A_compaction_that_fails_is_tried_again_after_the_next_interval_and_holds_nothing_up()
    {
        var queue = StartQueue();
        var task = 0;

        foreach (var attempts in (int[])[1, 2])
        {
            CommitUntilTried(attempts);
            for (var row = 0; row < 3; row++)
            {
                Enqueue(queue, TestQueue.Task(++task));
            }

            FailingSnapshotStore.SavesOf(Sys.Name).ShouldBe(attempts);
        }

        void CommitUntilTried(int times) => AwaitAssert(() =>
        {
            if (task < times * 10)
            {
                Enqueue(queue, TestQueue.Task(++task));
            }

            FailingSnapshotStore.SavesOf(Sys.Name).ShouldBe(times);
        });
    }
}
