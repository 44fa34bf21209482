using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Snapshot;

namespace ActorQueue.Compat.PersistenceTests;

public sealed class PluginTests() : PersistenceSpec("""
    akka.persistence.journal.second.class = "Akka.Persistence.Journal.MemoryJournal, Akka.Persistence"
    akka.persistence.snapshot-store.second.class = "Akka.Persistence.Snapshot.MemorySnapshotStore, Akka.Persistence"
    akka.persistence.journal.classless.plugin-dispatcher = "akka.actor.default-dispatcher"
    """)
{
    private const string SecondJournal = "akka.persistence.journal.second";
    private const string SecondStore = "akka.persistence.snapshot-store.second";

    [Fact]
    public void Actors_of_one_system_may_use_different_journals()
    {
        var inFirst = new Script();
        var inSecond = new Script { Journal = SecondJournal };
        var first = StartReady(inFirst);
        first.Tell(new Do(a => a.Persist("in first", e => a.Probe.Tell(e))));
        ExpectMsg("in first");
        Stop(first);

        var second = StartReady(inSecond);
        second.Tell(new Do(a => a.Persist("in second", e => a.Probe.Tell(e))));
        ExpectMsg("in second");
        RecoverAgain(second, inSecond).ShouldBe([new Replayed("in second", 1), new Ready(1)]);
        Recovered(inFirst).ShouldBe([new Replayed("in first", 1), new Ready(1)]);
    }

    [Fact]
    public void An_actor_may_name_its_snapshot_store()
    {
        var script = new Script { SnapshotStore = SecondStore };
        var actor = StartReady(script);
        actor.Tell(new Do(a => a.SaveSnapshot("state")));
        ExpectMsg<SaveSnapshotSuccess>();
        RecoverAgain(actor, script).ShouldBe([new Offered("state", 0), new Ready(0)]);
    }

    [Fact]
    public void A_plug_in_is_started_once()
    {
        var extension = Persistence.Instance.Apply(Sys);
        extension.JournalFor(SecondJournal).ShouldBe(extension.JournalFor(SecondJournal));
        extension.JournalFor(string.Empty).ShouldBe(extension.JournalFor("akka.persistence.journal.inmem"));
        extension.JournalFor(string.Empty).ShouldNotBe(extension.JournalFor(SecondJournal));
    }

    [Fact]
    public void Without_a_snapshot_store_there_is_no_snapshot_and_saving_one_fails()
    {
        var actor = StartReady(new Script());
        actor.Tell(new Do(a => a.SaveSnapshot("state")));
        ExpectMsg<SaveSnapshotFailure>().Cause.ShouldBeOfType<NoSnapshotStore.NoSnapshotStoreException>();
    }

    [Fact]
    public void An_unknown_plug_in_is_named()
    {
        var extension = Persistence.Instance.Apply(Sys);
        Should.Throw<ArgumentException>(() => extension.JournalFor("akka.persistence.journal.absent"))
            .Message.ShouldContain("akka.persistence.journal.absent");
    }

    [Fact]
    public void A_plug_in_without_a_class_is_named()
    {
        var extension = Persistence.Instance.Apply(Sys);
        Should.Throw<ArgumentException>(() => extension.JournalFor("akka.persistence.journal.classless"))
            .Message.ShouldContain("akka.persistence.journal.classless.class");
    }

    [Fact]
    public void An_actor_whose_plug_in_is_unknown_does_not_start()
    {
        var actor = Start(new Script { Journal = "akka.persistence.journal.absent" });
        Watch(actor);
        ExpectTerminated(actor);
    }

    [Fact]
    public void A_persistence_id_can_be_made_from_a_path()
    {
        Persistence.Instance.Apply(Sys).PersistenceId(TestActor).ShouldBe(TestActor.Path.ToStringWithoutAddress());
    }
}
