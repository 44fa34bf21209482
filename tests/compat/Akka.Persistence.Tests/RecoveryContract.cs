using Akka.Actor;
using Akka.Persistence;

namespace ActorQueue.Compat.PersistenceTests;

/// <summary>Snapshots, bounded recoveries and deletion, whatever the plug-in.</summary>
public abstract class RecoveryContract(string hocon) : PersistenceSpec(hocon)
{
    private static readonly Script Default = new();

    [Fact]
    public void A_recovery_begins_with_the_snapshot_and_replays_only_what_follows()
    {
        var actor = WithEvents(3);
        SaveSnapshot(actor, "state at 3").ShouldBe(3);
        Append(actor, "e4");
        RecoverAgain(actor, Default).ShouldBe([new Offered("state at 3", 3), new Replayed("e4", 4), new Ready(4)]);
    }

    [Fact]
    public void The_snapshot_with_the_highest_sequence_number_is_offered()
    {
        var actor = WithEvents(1);
        SaveSnapshot(actor, "state at 1");
        Append(actor, "e2");
        SaveSnapshot(actor, "state at 2");
        RecoverAgain(actor, Default).ShouldBe([new Offered("state at 2", 2), new Ready(2)]);
    }

    [Fact]
    public void Saving_again_under_the_same_number_replaces_the_snapshot()
    {
        var actor = WithEvents(1);
        SaveSnapshot(actor, "old");
        SaveSnapshot(actor, "new");
        RecoverAgain(actor, Default).ShouldBe([new Offered("new", 1), new Ready(1)]);
    }

    [Fact]
    public void Snapshots_can_be_left_out_of_a_recovery()
    {
        var actor = WithEvents(2);
        SaveSnapshot(actor, "state at 2");
        RecoverAgain(actor, Default with { Recovery = new Recovery(SnapshotSelectionCriteria.None) })
            .ShouldBe([new Replayed("e1", 1), new Replayed("e2", 2), new Ready(2)]);
    }

    [Fact]
    public void A_recovery_may_choose_an_older_snapshot()
    {
        var actor = WithEvents(1);
        SaveSnapshot(actor, "state at 1");
        Append(actor, "e2");
        SaveSnapshot(actor, "state at 2");
        RecoverAgain(actor, Default with { Recovery = new Recovery(new SnapshotSelectionCriteria(1)) })
            .ShouldBe([new Offered("state at 1", 1), new Replayed("e2", 2), new Ready(2)]);
    }

    [Fact]
    public void A_recovery_ends_at_its_bound_but_new_events_follow_the_last_stored_one()
    {
        var actor = WithEvents(4);
        Stop(actor);
        var bounded = Start(Default with { Recovery = new Recovery(SnapshotSelectionCriteria.Latest, 2) });
        ExpectMsg(new Replayed("e1", 1));
        ExpectMsg(new Replayed("e2", 2));
        ExpectMsg(new Ready(4));
        Append(bounded, "e5");
        RecoverAgain(bounded, Default).ShouldContain(new Replayed("e5", 5));
    }

    [Fact]
    public void A_snapshot_past_the_bound_of_a_recovery_is_not_offered()
    {
        var actor = WithEvents(3);
        SaveSnapshot(actor, "state at 3");
        RecoverAgain(actor, Default with { Recovery = new Recovery(SnapshotSelectionCriteria.Latest, 2) })
            .ShouldBe([new Replayed("e1", 1), new Replayed("e2", 2), new Ready(3)]);
    }

    [Fact]
    public void A_recovery_replays_no_more_events_than_it_asked_for()
    {
        var actor = WithEvents(4);
        RecoverAgain(actor, Default with { Recovery = new Recovery(SnapshotSelectionCriteria.Latest, long.MaxValue, 3) })
            .ShouldBe([new Replayed("e1", 1), new Replayed("e2", 2), new Replayed("e3", 3), new Ready(4)]);
    }

    [Fact]
    public void No_recovery_still_continues_the_sequence_numbers()
    {
        var actor = WithEvents(2);
        SaveSnapshot(actor, "state at 2");
        Stop(actor);
        var fresh = Start(Default with { Recovery = Recovery.None });
        ExpectMsg(new Ready(2));
        fresh.Tell(new Do(a => a.Persist("e3", _ => a.Probe.Tell(a.LastSequenceNr))));
        ExpectMsg(3L);
    }

    [Fact]
    public void Deleted_events_are_not_replayed()
    {
        var actor = WithEvents(4);
        Delete(actor, 2);
        RecoverAgain(actor, Default).ShouldBe([new Replayed("e3", 3), new Replayed("e4", 4), new Ready(4)]);
    }

    [Fact]
    public void The_sequence_number_outlives_the_deletion_of_all_events()
    {
        var actor = WithEvents(3);
        Delete(actor, 3);
        RecoverAgain(actor, Default).ShouldBe([new Ready(3)]);
        var again = StartReady(Default);
        again.Tell(new Do(a => a.Persist("e4", _ => a.Probe.Tell(a.LastSequenceNr))));
        ExpectMsg(4L);
        RecoverAgain(again, Default).ShouldBe([new Replayed("e4", 4), new Ready(4)]);
    }

    [Fact]
    public void Deleting_further_than_there_are_events_deletes_what_is_there()
    {
        var actor = WithEvents(2);
        Delete(actor, long.MaxValue);
        RecoverAgain(actor, Default).ShouldBe([new Ready(2)]);
    }

    [Fact]
    public void Deleting_where_nothing_is_stored_succeeds()
    {
        var actor = StartReady(Default);
        Delete(actor, 5);
        RecoverAgain(actor, Default).ShouldBe([new Ready(0)]);
    }

    [Fact]
    public void A_deleted_snapshot_is_not_offered()
    {
        var actor = WithEvents(1);
        SaveSnapshot(actor, "state at 1");
        Append(actor, "e2");
        SaveSnapshot(actor, "state at 2");
        actor.Tell(new Do(a => a.DeleteSnapshot(2)));
        ExpectMsg<DeleteSnapshotSuccess>().Metadata.SequenceNr.ShouldBe(2);
        RecoverAgain(actor, Default).ShouldBe([new Offered("state at 1", 1), new Replayed("e2", 2), new Ready(2)]);
    }

    [Fact]
    public void Snapshots_within_criteria_are_deleted_and_others_stay()
    {
        var actor = WithEvents(1);
        SaveSnapshot(actor, "state at 1");
        Append(actor, "e2");
        SaveSnapshot(actor, "state at 2");
        Append(actor, "e3");
        SaveSnapshot(actor, "state at 3");
        var criteria = new SnapshotSelectionCriteria(3, DateTime.MaxValue, 2);
        actor.Tell(new Do(a => a.DeleteSnapshots(criteria)));
        ExpectMsg<DeleteSnapshotsSuccess>().Criteria.ShouldBe(criteria);
        RecoverAgain(actor, Default).ShouldBe(
            [new Offered("state at 1", 1), new Replayed("e2", 2), new Replayed("e3", 3), new Ready(3)]);
    }

    [Fact]
    public void A_snapshot_of_another_actor_is_not_offered()
    {
        var other = StartReady(Default with { Id = "other" });
        Append(other, "of other");
        SaveSnapshot(other, "state of other");
        StartReady(Default);
        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Snapshots_carry_the_time_at_which_they_were_saved()
    {
        var before = Sys.Scheduler.Now.UtcDateTime;
        var actor = WithEvents(1);
        actor.Tell(new Do(a => a.SaveSnapshot("state")));
        var saved = ExpectMsg<SaveSnapshotSuccess>().Metadata.Timestamp;
        saved.ShouldBeGreaterThanOrEqualTo(before);
        saved.ShouldBeLessThanOrEqualTo(Sys.Scheduler.Now.UtcDateTime);
    }

    [Fact]
    public void A_recovery_of_more_events_than_a_page_has_is_complete_and_in_order()
    {
        const int Count = 2_345;
        var actor = StartReady(Default);
        actor.Tell(new Do(a => a.PersistAllAsync(Enumerable.Range(1, Count), e => Done(a, e))));
        ExpectMsg("all stored");
        RecoverAgain(actor, Default).ShouldBe(
            [.. Enumerable.Range(1, Count).Select(n => (object)new Replayed(n, n)), new Ready(Count)]);

        static void Done(ScriptedActor actor, int number)
        {
            if (number == Count)
            {
                actor.Probe.Tell("all stored");
            }
        }
    }

    protected IActorRef WithEvents(int count)
    {
        var actor = StartReady(Default);
        for (var i = 1; i <= count; i++)
        {
            Append(actor, $"e{i}");
        }

        return actor;
    }

    protected void Append(IActorRef actor, string @event)
    {
        actor.Tell(new Do(a => a.Persist(@event, e => a.Probe.Tell(e))));
        ExpectMsg(@event);
    }

    protected long SaveSnapshot(IActorRef actor, string state)
    {
        actor.Tell(new Do(a => a.SaveSnapshot(state)));
        return ExpectMsg<SaveSnapshotSuccess>().Metadata.SequenceNr;
    }

    protected void Delete(IActorRef actor, long to)
    {
        actor.Tell(new Do(a => a.DeleteMessages(to)));
        ExpectMsg(new DeleteMessagesSuccess(to));
    }
}
