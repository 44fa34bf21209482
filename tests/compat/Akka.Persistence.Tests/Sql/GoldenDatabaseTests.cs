using System.Text;
using Akka.Actor;
using Akka.Persistence;

namespace ActorQueue.Compat.PersistenceTests;

/// <summary>A database that the official plug-in wrote is recovered as by the official plug-in, and written on.</summary>
public sealed class GoldenDatabaseTests : PersistenceSpec
{
    private readonly SqliteFile _file;

    public GoldenDatabaseTests()
        : this(SqliteFile.Golden())
    {
    }

    private GoldenDatabaseTests(SqliteFile file)
        : base(file.Hocon) => _file = file;

    [Fact]
    public void Events_without_a_snapshot_are_replayed()
    {
        Recovered("golden-a").ShouldBe([.. Events("golden-a", 1, 10), "ready at 10"]);
    }

    [Fact]
    public void A_snapshot_is_offered_and_the_events_after_it_are_replayed()
    {
        Recovered("golden-b").ShouldBe(
            ["6 snapshot golden-b state at 6", .. Events("golden-b", 7, 10), "ready at 10"]);
    }

    [Fact]
    public void The_tombstone_of_deleted_events_keeps_the_sequence_number()
    {
        Recovered("golden-c").ShouldBe(["ready at 3"]);
    }

    [Theory]
    [InlineData("golden-a", 10, 1)]
    [InlineData("golden-b", 10, 7)]
    [InlineData("golden-c", 3, 4)]
    public void Writing_goes_on_after_the_last_event(string id, int last, int firstReplayed)
    {
        var actor = StartReady(new Script { Id = id });
        actor.Tell(new Do(a => a.Persist(Encoding.UTF8.GetBytes($"{id}:{last + 1}"), _ => a.Probe.Tell("stored"))));
        ExpectMsg("stored");
        Stop(actor);
        var expected = Events(id, firstReplayed, last + 1).Append($"ready at {last + 1}");
        Recovered(id).Where(m => !m.Contains("snapshot")).ShouldBe(expected);
        _file.Query($"SELECT manifest, identifier, length(writer_uuid), deleted FROM journal WHERE persistence_id = '{id}' ORDER BY ordering DESC LIMIT 1")
            .ShouldBe(["|4|32|0"]);
    }

    [Fact]
    public void Deleting_on_leaves_one_tombstone_as_the_official_plug_in_does()
    {
        var actor = StartReady(new Script { Id = "golden-b" });
        actor.Tell(new Do(a => a.DeleteMessages(8)));
        ExpectMsg(new DeleteMessagesSuccess(8));
        _file.Query("SELECT sequence_number, deleted FROM journal WHERE persistence_id = 'golden-b' ORDER BY sequence_number")
            .Select(r => r.Replace("True", "1").Replace("False", "0"))
            .ShouldBe(["8|1", "9|0", "10|0"]);
        Stop(actor);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _file.Dispose();
    }

    private static IEnumerable<string> Events(string id, int first, int last) =>
        Enumerable.Range(first, last - first + 1).Select(n => $"{n} event {id}:{n}");

    private List<string> Recovered(string id) => Recovered(new Script { Id = id }).ConvertAll(message => message switch
    {
        Replayed replayed => $"{replayed.SequenceNr} event {Encoding.UTF8.GetString((byte[])replayed.Event)}",
        Offered offered => $"{offered.SequenceNr} snapshot {Encoding.UTF8.GetString((byte[])offered.Snapshot)}",
        Ready ready => $"ready at {ready.SequenceNr}",
        _ => message.ToString()!,
    });
}
