using ActorQueue.Core.Codec;
using ActorQueue.Core.Events;
using ActorQueue.Core.State;
using ActorQueue.Core.Tests.Model;

namespace ActorQueue.Core.Tests;

/// <summary>
/// Random histories against what must always hold. A failure names its seed, which repeats it exactly.
/// </summary>
public sealed class StateReplayTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Replaying_the_journal_gives_the_live_state_to_the_byte(int seed)
    {
        var run = new RandomRun(seed);
        run.Steps(400);
        QueueScenario.SnapshotBytes(run.Queue.Replayed()).ShouldBe(QueueScenario.SnapshotBytes(run.Queue.State));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_snapshot_in_the_middle_and_the_rest_of_the_journal_give_the_live_state_to_the_byte(int seed)
    {
        var run = new RandomRun(seed);
        run.Steps(200);
        var snapshot = StateCodec.Encode(run.Queue.State, chunkBytes: 2048);
        long position = run.Queue.State.Position;
        run.Steps(200);

        var restored = StateCodec.Decode(snapshot);
        restored.Position.ShouldBe(position);
        QueueEvent[] rest = [.. run.Queue.Journal.Skip((int)position)];
        restored.Replay(position + 1, rest);

        QueueScenario.SnapshotBytes(restored).ShouldBe(QueueScenario.SnapshotBytes(run.Queue.State));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_accepted_task_ends_exactly_once_and_none_runs_twice_at_once(int seed)
    {
        var run = new RandomRun(seed);
        run.Steps(400);
        run.FinishAll();

        var audit = new JournalAudit();
        foreach (var @event in run.Queue.Journal)
        {
            audit.Read(@event);
        }

        audit.Open.ShouldBeEmpty();
    }

    [Fact]
    public void A_gap_in_the_journal_stops_recovery()
    {
        var queue = new QueueScenario();
        queue.Submit();
        queue.Submit();
        var state = new QueueState();
        Should.Throw<CorruptQueueDataException>(() => state.Replay(2, [queue.Journal[1]])).Message.ShouldContain("position 2");
    }

    [Fact]
    public void Events_that_cannot_follow_stop_recovery()
    {
        var queue = new QueueScenario();
        var id = queue.Submit();
        var at = queue.Now;
        QueueEvent[] impossible =
        [
            queue.Journal[0],
            new TaskCompleted(at, id, 1, default),
            new AttemptStarted(at, id, 2, "w", TimeSpan.FromSeconds(1), IsAlone: false),
            new AttemptStarted(at, queue.NewId(), 1, "w", TimeSpan.FromSeconds(1), IsAlone: false),
            new CancelRequested(at, id),
            new TaskRevived(at, id, "test", 5, 2, 1, ((TaskEnqueued)queue.Journal[0]).Body, []),
            new OwnershipTaken(at, 0),
        ];
        foreach (var @event in impossible)
        {
            Should.Throw<CorruptQueueDataException>(() => queue.Replayed().Apply(@event));
        }
    }
}
