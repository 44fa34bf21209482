using System.Text;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace ActorQueue.Compat.PersistenceTests;

public sealed class SqlJournalTests : PersistenceSpec
{
    private static readonly Script Default = new();
    private readonly SqliteFile _file;

    public SqlJournalTests()
        : this(new SqliteFile())
    {
    }

    private SqlJournalTests(SqliteFile file)
        : base(file.Hocon + NoteSerializer.Hocon) => _file = file;

    [Fact]
    public void A_row_holds_what_the_official_plug_in_would_write()
    {
        var before = Sys.Scheduler.Now.UtcTicks;
        var actor = StartReady(Default);
        Append(actor, Encoding.UTF8.GetBytes("e1"));
        Append(actor, new Note("e2"));
        _file.Query("SELECT ordering, deleted, persistence_id, sequence_number, hex(message), manifest, identifier FROM journal")
            .Select(r => r.Replace("False", "0"))
            .ShouldBe(["1|0|p-1|1|6531||4", "2|0|p-1|2|6532|note-v1|4711"]);
        _file.Query($"SELECT DISTINCT length(writer_uuid), created BETWEEN {before} AND {Sys.Scheduler.Now.UtcTicks} FROM journal")
            .ShouldBe(["32|1"]);
        _file.Query("SELECT count(DISTINCT writer_uuid) FROM journal").ShouldBe(["1"]);
    }

    [Fact]
    public void An_acknowledged_event_is_in_the_file_before_its_handler_runs()
    {
        var actor = StartReady(Default);
        actor.Tell(new Do(a => a.Persist(new Note("e1"), _ => a.Probe.Tell(_file.Query("SELECT count(*) FROM journal")[0]))));
        ExpectMsg("1");
        _file.Query("PRAGMA journal_mode").ShouldBe(["wal"]);
    }

    [Fact]
    public void An_event_that_cannot_be_serialized_is_rejected_and_the_actor_goes_on()
    {
        var actor = StartReady(Default);
        actor.Tell(new Do(a =>
        {
            a.PersistAsync(new Note("good"), n => a.Probe.Tell(n));
            a.PersistAllAsync([new Note("fine"), new Note("unserializable")], n => a.Probe.Tell(n));
            a.PersistAsync(new Note("better"), n => a.Probe.Tell(n));
        }));
        ExpectMsg(new Note("good"));
        ExpectMsg(new Rejected(new Note("fine"), "this note cannot be serialized"));
        ExpectMsg(new Rejected(new Note("unserializable"), "this note cannot be serialized"));
        ExpectMsg(new Note("better"));
        RecoverAgain(actor, Default).ShouldBe(
            [new Replayed(new Note("good"), 1), new Replayed(new Note("better"), 4), new Ready(4)]);
    }

    [Fact]
    public void A_sequence_number_that_somebody_else_took_fails_the_write_and_stops_the_actor()
    {
        var actor = StartReady(Default);
        Append(actor, new Note("e1"));
        TakeNumber("p-1", 2);
        Watch(actor);
        actor.Tell(new Do(a => a.PersistAll([new Note("e2"), new Note("e3")], n => a.Probe.Tell(n))));
        ExpectMsg<Failed>().Reason.ShouldContain("UNIQUE");
        ExpectTerminated(actor);
        _file.Query("SELECT count(*) FROM journal WHERE sequence_number = 3").ShouldBe(["0"]);
    }

    [Fact]
    public void A_failing_write_does_not_fail_those_that_share_its_commit()
    {
        const int Others = 50;
        var victim = StartReady(Default);
        Append(victim, new Note("e1"));
        TakeNumber("p-1", 2);
        var actors = Enumerable.Range(0, Others).Select(i => StartReady(new Script { Id = $"other-{i}" })).ToList();
        Watch(victim);
        victim.Tell(new Do(a => a.Persist(new Note("e2"), n => a.Probe.Tell("stored"))));
        actors.ForEach(actor => actor.Tell(new Do(a => a.Persist(new Note("fine"), n => a.Probe.Tell("stored")))));
        var seen = ReceiveN(Others + 2, TimeSpan.FromSeconds(20)).ToList();
        seen.Count(m => m is "stored").ShouldBe(Others);
        seen.Count(m => m is Failed).ShouldBe(1);
        seen.Count(m => m is Terminated).ShouldBe(1);
        _file.Query("SELECT count(*) FROM journal WHERE persistence_id LIKE 'other-%'").ShouldBe([$"{Others}"]);
    }

    [Fact]
    public void Tags_stand_in_their_table_and_go_with_their_event()
    {
        var actor = StartReady(Default);
        actor.Tell(new Do(a => a.PersistAll(
            [new Tagged(new Note("e1"), ["red", "blue"]), new Tagged(new Note("e2"), ["red"])],
            t => a.Probe.Tell(t.Payload))));
        ExpectMsg(new Note("e1"));
        ExpectMsg(new Note("e2"));
        _file.Query("SELECT ordering_id, tag, sequence_nr, persistence_id FROM tags ORDER BY ordering_id, tag")
            .ShouldBe(["1|blue|1|p-1", "1|red|1|p-1", "2|red|2|p-1"]);
        actor.Tell(new Do(a => a.DeleteMessages(1)));
        ExpectMsg(new DeleteMessagesSuccess(1));
        _file.Query("SELECT sequence_nr, tag FROM tags").ShouldBe(["2|red"]);
        RecoverAgain(actor, Default).ShouldBe([new Replayed(new Note("e2"), 2), new Ready(2)]);
    }

    [Fact]
    public void Deleting_leaves_the_highest_deleted_row_as_tombstone()
    {
        var actor = StartReady(Default);
        for (var i = 1; i <= 7; i++)
        {
            Append(actor, new Note($"e{i}"));
        }

        actor.Tell(new Do(a => a.DeleteMessages(2)));
        ExpectMsg(new DeleteMessagesSuccess(2));
        actor.Tell(new Do(a => a.DeleteMessages(3)));
        ExpectMsg(new DeleteMessagesSuccess(3));
        _file.Query("SELECT sequence_number, deleted FROM journal ORDER BY sequence_number")
            .Select(r => r.Replace("False", "0").Replace("True", "1"))
            .ShouldBe(["3|1", "4|0", "5|0", "6|0", "7|0"]);
    }

    [Fact]
    public void A_long_prefix_is_deleted_in_parts_between_which_others_write()
    {
        const int Count = 3_500;
        var actor = StartReady(Default);
        actor.Tell(new Do(a => a.PersistAll(
            Enumerable.Range(1, Count).Select(n => new Note($"e{n}")), n => Done(a, n))));
        ExpectMsg("all stored");
        var other = StartReady(new Script { Id = "other" });
        actor.Tell(new Do(a => a.DeleteMessages(Count - 1)));
        other.Tell(new Do(a => a.Persist(new Note("between"), n => a.Probe.Tell(n))));
        ReceiveN(2, TimeSpan.FromSeconds(20)).ShouldBe([new Note("between"), new DeleteMessagesSuccess(Count - 1)]);
        _file.Query("SELECT sequence_number, deleted FROM journal WHERE persistence_id = 'p-1' ORDER BY 1")
            .Select(r => r.Replace("False", "0").Replace("True", "1"))
            .ShouldBe([$"{Count - 1}|1", $"{Count}|0"]);

        static void Done(ScriptedActor actor, Note note)
        {
            if (note.Text == $"e{Count}")
            {
                actor.Probe.Tell("all stored");
            }
        }
    }

    [Fact]
    public void A_row_of_an_old_plug_in_without_serializer_id_is_read_by_its_type()
    {
        Stop(StartReady(Default));
        _file.Execute(
            "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier) " +
            "VALUES (1, 0, 'p-1', 1, x'6f6c64', 'System.Byte[], System.Private.CoreLib', NULL)");
        var replayed = Recovered(Default).OfType<Replayed>().Single();
        Encoding.UTF8.GetString((byte[])replayed.Event).ShouldBe("old");
    }

    [Fact]
    public void A_row_that_cannot_be_read_fails_the_recovery_instead_of_being_skipped()
    {
        Stop(StartReady(Default));
        _file.Execute(
            "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier) " +
            "VALUES (1, 0, 'p-1', 1, x'00', 'note-v9', 4711)");
        var actor = Start(Default);
        Watch(actor);
        ExpectMsg<RecoveryFailed>().Cause.ToString().ShouldContain("note-v9");
        ExpectTerminated(actor);
    }

    [Fact]
    public void An_event_without_bytes_can_be_stored()
    {
        var actor = StartReady(Default);
        Append(actor, Array.Empty<byte>());
        Stop(actor);
        Recovered(Default).OfType<Replayed>().Single().Event.ShouldBe(Array.Empty<byte>());
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _file.Dispose();
    }

    private void Append(IActorRef actor, object @event)
    {
        actor.Tell(new Do(a => a.Persist(@event, _ => a.Probe.Tell("appended"))));
        ExpectMsg("appended");
    }

    private void TakeNumber(string id, long number) => _file.Execute(
        "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid) " +
        $"VALUES (1, 0, '{id}', {number}, x'00', 'note-v1', 4711, 'somebody else')");
}
