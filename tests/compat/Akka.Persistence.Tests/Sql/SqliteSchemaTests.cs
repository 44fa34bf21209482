using Akka.Actor;

namespace ActorQueue.Compat.PersistenceTests;

public sealed class SqliteSchemaTests
{
    public static readonly TheoryData<string> Tables = ["journal", "tags", "snapshot"];

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task A_new_database_has_the_columns_keys_and_indexes_of_the_official_one(string table)
    {
        using var golden = SqliteFile.Golden();
        using var ours = new SqliteFile();
        await CreateAsync(ours);
        Layout(ours, table).ShouldBe(Layout(golden, table));
    }

    [Fact]
    public async Task A_new_database_has_the_tables_of_the_official_one_and_no_others()
    {
        using var golden = SqliteFile.Golden();
        using var ours = new SqliteFile();
        await CreateAsync(ours);
        const string Objects = "SELECT type, name, tbl_name FROM sqlite_master ORDER BY name";
        ours.Query(Objects).ShouldBe(golden.Query(Objects));
    }

    private static async Task CreateAsync(SqliteFile file)
    {
        using var system = ActorSystem.Create("schema", file.Hocon);
        var probe = new TaskCompletionSource();
        system.ActorOf(Props.Create(() => new ScriptedActor(
            new Script { AtReady = a => a.Persist("e1", _ => probe.SetResult()) }, ActorRefs.Nobody)));
        await probe.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await system.Terminate();
    }

    private static List<string> Layout(SqliteFile file, string table)
    {
        var layout = file.Query($"SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info('{table}')");
        layout.AddRange(file.Query(
            $"SELECT i.name, i.\"unique\", i.origin, i.partial, c.seqno, c.name FROM pragma_index_list('{table}') i, " +
            "pragma_index_info(i.name) c ORDER BY i.name, c.seqno"));
        return layout;
    }
}
