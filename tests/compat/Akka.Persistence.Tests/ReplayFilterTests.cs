using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace ActorQueue.Compat.PersistenceTests;

/// <summary>A journal that replays what two actors with the same persistence id may have written.</summary>
public sealed class CannedJournal : MemoryJournal
{
    public static readonly Persistent[] Overlapping =
    [
        new("a1", 1, "p", writerGuid: "a"),
        new("a2", 2, "p", writerGuid: "a"),
        new("a3", 3, "p", writerGuid: "a"),
        new("b3", 3, "p", writerGuid: "b"),
        new("a4", 4, "p", writerGuid: "a"),
        new("b4", 4, "p", writerGuid: "b"),
    ];

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr) => Task.FromResult(4L);

    public override Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback)
    {
        Array.ForEach(Overlapping, recoveryCallback);
        return Task.CompletedTask;
    }
}

public abstract class ReplayFilterSpec(string mode, int window = 100) : PersistenceSpec($$"""
    akka.persistence.journal.plugin = "akka.persistence.journal.canned"
    akka.persistence.journal.canned {
      class = "ActorQueue.Compat.PersistenceTests.CannedJournal, Akka.Persistence.Tests"
      replay-filter { mode = {{mode}}, window-size = {{window}} }
    }
    """)
{
    protected IEnumerable<object> Events() =>
        Recovered(new Script { Id = "p" }).OfType<Replayed>().Select(r => r.Event);
}

public sealed class RepairingReplayFilterTests() : ReplayFilterSpec("repair-by-discard-old")
{
    [Fact]
    public void What_an_older_writer_wrote_again_is_dropped() => Events().ShouldBe(["a1", "a2", "b3", "b4"]);
}

public sealed class NarrowReplayFilterTests() : ReplayFilterSpec("repair-by-discard-old", window: 1)
{
    [Fact]
    public void Only_what_is_still_in_the_window_can_be_taken_back() => Events().ShouldBe(["a1", "a2", "a3", "b3", "b4"]);
}

public sealed class WarningReplayFilterTests() : ReplayFilterSpec("warn")
{
    [Fact]
    public void Everything_is_delivered() => Events().ShouldBe(["a1", "a2", "a3", "b3", "a4", "b4"]);
}

public sealed class DisabledReplayFilterTests() : ReplayFilterSpec("off")
{
    [Fact]
    public void Everything_is_delivered() => Events().ShouldBe(["a1", "a2", "a3", "b3", "a4", "b4"]);
}

public sealed class FailingReplayFilterTests() : ReplayFilterSpec("fail")
{
    [Fact]
    public void The_recovery_fails_and_names_the_event()
    {
        var actor = Start(new Script { Id = "p" });
        Watch(actor);
        FishForMessage(m => m is RecoveryFailed { Cause.Message: var text } && text.Contains("sequenceNr: 3"));
        ExpectTerminated(actor);
    }
}
