using Akka.Actor;
using Akka.Persistence;

namespace ActorQueue.Compat.PersistenceTests;

public sealed class RejectionAndFailureTests() : PersistenceSpec(FaultyJournal.Hocon)
{
    private static readonly Script Default = new();

    [Fact]
    public void A_rejected_event_loses_its_handler_and_the_actor_goes_on()
    {
        var actor = StartReady(Default);
        actor.Tell(new Do(a => a.Persist("reject", _ => a.Probe.Tell("handler ran"))));
        actor.Tell(new Do(a => a.Persist("e2", e => a.Probe.Tell($"{e} at {a.LastSequenceNr}"))));
        ExpectMsg(new Rejected("reject", "not storable"));
        ExpectMsg("e2 at 2");
        RecoverAgain(actor, Default).ShouldBe([new Replayed("e2", 2), new Ready(2)]);
    }

    [Fact]
    public void A_rejection_concerns_its_own_atomic_write_only_and_all_of_it()
    {
        var actor = StartReady(Default);
        actor.Tell(new Do(a =>
        {
            a.PersistAsync("e1", e => a.Probe.Tell(e));
            a.PersistAllAsync(["good", "reject"], e => a.Probe.Tell(e));
            a.PersistAsync("e4", e => a.Probe.Tell(e));
        }));
        ExpectMsg("e1");
        ExpectMsg(new Rejected("good", "not storable"));
        ExpectMsg(new Rejected("reject", "not storable"));
        ExpectMsg("e4");
        RecoverAgain(actor, Default).ShouldBe([new Replayed("e1", 1), new Replayed("e4", 4), new Ready(4)]);
    }

    [Fact]
    public void A_failed_write_stops_the_actor_without_running_any_handler()
    {
        var actor = StartReady(Default);
        Watch(actor);
        actor.Tell(new Do(a =>
        {
            a.PersistAsync("e1", _ => a.Probe.Tell("handler ran"));
            a.PersistAsync("fail", _ => a.Probe.Tell("handler ran"));
        }));
        ExpectMsg(new Failed("e1", "the disk is full"));
        ExpectTerminated(actor);
        Recovered(Default).ShouldBe([new Ready(0)]);
    }

    [Fact]
    public void A_journal_that_answers_for_too_many_writes_counts_as_failed()
    {
        var actor = StartReady(Default);
        Watch(actor);
        actor.Tell(new Do(a => a.Persist("wrong count", _ => a.Probe.Tell("handler ran"))));
        ExpectMsg<Failed>().Reason.ShouldContain("5 results for 1 writes");
        ExpectTerminated(actor);
    }

    [Fact]
    public void Replies_leave_in_the_order_of_the_writes_even_when_a_later_write_is_stored_first()
    {
        var journal = Persistence.Instance.Apply(Sys).JournalFor(string.Empty);
        journal.Tell(Write("slow", "wait g"), TestActor);
        journal.Tell(Write("fast", "open g"), TestActor);
        ExpectMsg<WriteMessagesSuccessful>();
        ExpectMsg<WriteMessageSuccess>().Persistent.PersistenceId.ShouldBe("slow");
        ExpectMsg<WriteMessagesSuccessful>();
        ExpectMsg<WriteMessageSuccess>().Persistent.PersistenceId.ShouldBe("fast");
    }

    [Theory]
    [InlineData("fails-replay", "the disk is gone")]
    [InlineData("fails-highest", "the disk is gone")]
    [InlineData("fails-snapshot", "the snapshot is torn")]
    public void A_plug_in_that_cannot_read_stops_the_actor_with_the_reason(string id, string reason)
    {
        var actor = Start(new Script { Id = id });
        Watch(actor);
        ExpectMsg<RecoveryFailed>().Cause.Message.ShouldBe(reason);
        ExpectTerminated(actor);
    }

    [Theory]
    [InlineData("never-replays", "no event within 0.2 s")]
    [InlineData("never-loads", "the snapshot store gave no answer within 0.2 s")]
    public void A_plug_in_that_stays_silent_stops_the_actor(string id, string reason)
    {
        var actor = Start(new Script { Id = id, Journal = "akka.persistence.journal.impatient" });
        Watch(actor);
        ExpectMsg<RecoveryFailed>().Cause.ShouldBeOfType<RecoveryTimedOutException>().Message.ShouldContain(reason);
        ExpectTerminated(actor);
    }

    [Fact]
    public void A_snapshot_that_cannot_be_saved_is_reported_and_the_actor_goes_on()
    {
        var actor = StartReady(Default);
        actor.Tell(new Do(a => a.SaveSnapshot("fail")));
        ExpectMsg<SaveSnapshotFailure>().Cause.Message.ShouldBe("the disk is full");
        actor.Tell(new Do(a => a.Persist("e1", e => a.Probe.Tell(e))));
        ExpectMsg("e1");
    }

    [Fact]
    public void A_failed_deletion_is_reported_with_its_bound()
    {
        var actor = StartReady(Default);
        actor.Tell(new Do(a => a.DeleteMessages(13)));
        var failure = ExpectMsg<DeleteMessagesFailure>();
        failure.ToSequenceNr.ShouldBe(13);
        failure.Cause.Message.ShouldBe("cannot delete");
    }

    private WriteMessages Write(string id, string @event) =>
        new([new AtomicWrite(new Persistent(@event, 1, id))], TestActor, 1);
}
