using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Sql;

namespace ActorQueue.Compat.PersistenceTests;

/// <summary>Starting, stopping and misconfiguring the SQL plug-in. Each test has systems of its own.</summary>
public sealed class SqlPluginTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly SqliteFile _file = new();

    [Theory]
    [InlineData("provider-name = \"PostgreSQL.15\"", "provider-name must be SQLite.MS")]
    [InlineData("connection-string = \"\"", "connection-string is empty")]
    [InlineData("table-mapping = sqlite", "table-mapping must be default")]
    [InlineData("tag-write-mode = Csv", "tag-write-mode must be TagTable")]
    [InlineData("delete-compatibility-mode = true", "delete-compatibility-mode must be false")]
    public async Task An_unsupported_journal_setting_fails_the_recovery_and_says_what_is_supported(string setting, string reason)
    {
        var failure = await FailureOfRecovery($"akka.persistence.journal.sql {{ {setting} }}\n");
        failure.ShouldBeOfType<ConfigurationException>().Message.ShouldContain(reason);
    }

    [Fact]
    public async Task An_unsupported_snapshot_store_setting_fails_the_recovery_and_says_what_is_supported()
    {
        var failure = await FailureOfRecovery("akka.persistence.snapshot-store.sql.provider-name = \"MySql\"\n");
        failure.ShouldBeOfType<ConfigurationException>().Message.ShouldContain("SQLite.MS");
    }

    [Fact]
    public async Task A_database_that_cannot_be_opened_is_named()
    {
        var failure = await FailureOfRecovery(
            "akka.persistence.journal.sql.connection-string = \"Data Source=/absent/directory/queue.db\"\n");
        failure.Message.ShouldContain("/absent/directory/queue.db");
    }

    [Fact]
    public async Task The_file_is_closed_when_its_last_user_has_stopped()
    {
        await StoreOneEvent(_file.Hocon);
        Directory.GetFiles(Path.GetDirectoryName(_file.Path)!).ShouldBe([_file.Path]);
    }

    [Fact]
    public async Task A_second_system_goes_on_where_the_first_one_ended()
    {
        await StoreOneEvent(_file.Hocon);
        await StoreOneEvent(_file.Hocon);
        _file.Query("SELECT sequence_number FROM journal").ShouldBe(["1", "2"]);
        _file.Query("SELECT count(DISTINCT writer_uuid) FROM journal").ShouldBe(["2"]);
    }

    [Fact]
    public async Task Two_journals_of_one_system_write_to_files_of_their_own()
    {
        using var other = new SqliteFile();
        var hocon = other.HoconFor("other") + "\n" + _file.Hocon;
        await StoreOneEvent(hocon, new Script { Id = "here" });
        await StoreOneEvent(hocon, new Script { Id = "there", Journal = "akka.persistence.journal.other" });
        _file.Query("SELECT persistence_id FROM journal").ShouldBe(["here"]);
        other.Query("SELECT persistence_id FROM journal").ShouldBe(["there"]);
    }

    [Fact]
    public async Task Tables_and_columns_may_be_named_otherwise()
    {
        await StoreOneEvent(_file.Hocon + """

            akka.persistence.journal.sql.default.journal { table-name = "events", columns.created = "written" }
            """);
        _file.Query("SELECT sequence_number FROM events WHERE written > 0").ShouldBe(["1"]);
        _file.Query("SELECT name FROM sqlite_master WHERE tbl_name = 'events' AND sql LIKE 'CREATE%INDEX%' ORDER BY name")
            .ShouldBe(["events_sequence_number_idx", "events_uq", "events_written_idx"]);
    }

    [Fact]
    public async Task A_database_in_memory_serves_journal_and_snapshot_store()
    {
        var hocon = _file.Hocon.Replace(_file.ConnectionString, "Data Source=in-memory-test;Mode=Memory;Cache=Shared");
        using var system = ActorSystem.Create("memory", hocon);
        await StoreOneEvent(system, new Script());
        await StoreOneEvent(system, new Script());
        File.Exists(_file.Path).ShouldBeFalse();
        await system.Terminate();
    }

    [Fact]
    public async Task A_write_that_cannot_get_the_lock_in_time_fails()
    {
        await StoreOneEvent(_file.Hocon);
        using var system = ActorSystem.Create("locked", _file.Hocon.Replace("Data Source=", "Default Timeout=1;Data Source="));
        var failed = NewPromise<string>();
        var ready = NewPromise<bool>();
        var probe = system.ActorOf(Props.Create(() => new Listener(message => failed.TrySetResult(((Failed)message).Reason))));
        var actor = system.ActorOf(Props.Create(() => new ScriptedActor(
            new Script { AtReady = _ => ready.SetResult(true) }, probe)));
        await ready.Task.WaitAsync(Patience);
        using (_file.HoldWriteLock())
        {
            actor.Tell(new Do(a => a.Persist("e2", _ => { })));
            (await failed.Task.WaitAsync(Patience)).ShouldContain("locked");
        }

        await system.Terminate();
    }

    [Fact]
    public void The_extension_puts_its_defaults_under_the_systems_configuration()
    {
        using var system = ActorSystem.Create("defaults");
        SqlPersistence.Get(system).ShouldBe(SqlPersistence.Get(system));
        system.Settings.Config.GetString(SqlPersistence.JournalConfigPath + ".class").ShouldStartWith("Akka.Persistence.Sql.Journal.SqlWriteJournal");
        system.Settings.Config.GetString(SqlPersistence.SnapshotStoreConfigPath + ".class").ShouldStartWith("Akka.Persistence.Sql.Snapshot.SqlSnapshotStore");
        SqlPersistence.DefaultJournalMappingConfiguration.GetString("journal.table-name").ShouldBe("journal");
    }

    public void Dispose() => _file.Dispose();

    private static TaskCompletionSource<T> NewPromise<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task StoreOneEvent(string hocon, Script? script = null)
    {
        using var system = ActorSystem.Create("store", hocon);
        await StoreOneEvent(system, script ?? new Script());
        await system.Terminate();
    }

    private static async Task StoreOneEvent(ActorSystem system, Script script)
    {
        var stored = NewPromise<bool>();
        var storing = script with { AtReady = a => a.Persist("event", _ => stored.SetResult(true)) };
        var actor = system.ActorOf(Props.Create(() => new ScriptedActor(storing, ActorRefs.Nobody)));
        await stored.Task.WaitAsync(Patience);
        await actor.GracefulStop(Patience);
    }

    private async Task<Exception> FailureOfRecovery(string setting)
    {
        using var system = ActorSystem.Create("refused", ConfigurationFactory.ParseString(setting).WithFallback(_file.Hocon + "\nakka.stdout-loglevel = OFF\nakka.loglevel = OFF"));
        var failure = NewPromise<Exception>();
        var probe = system.ActorOf(Props.Create(() => new Listener(message => failure.TrySetResult(((RecoveryFailed)message).Cause))));
        system.ActorOf(Props.Create(() => new ScriptedActor(new Script(), probe)));
        var cause = await failure.Task.WaitAsync(Patience);
        await system.Terminate();
        return cause;
    }

    private sealed class Listener(Action<object> onMessage) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is RecoveryFailed or Failed)
            {
                onMessage(message);
            }
        }
    }
}
