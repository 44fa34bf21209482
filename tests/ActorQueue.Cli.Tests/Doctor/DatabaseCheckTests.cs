using ActorQueue.Cli.Doctor;

namespace ActorQueue.Cli.Tests.Doctor;

public sealed class DatabaseCheckTests
{
    [Fact]
    public async Task A_folder_that_can_be_written_passes_and_is_left_as_it_was()
    {
        using var folder = new TemporaryFolder();

        (await DatabaseCheck.In(folder["data"]).RunAsync(default)).IsPassed.ShouldBeTrue();
        (await DatabaseCheck.In(folder.Path).RunAsync(default)).IsPassed.ShouldBeTrue();

        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_fails_with_advice()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("file");

        var result = await DatabaseCheck.In(Path.Combine(file, "below")).RunAsync(default);

        result.IsPassed.ShouldBeFalse();
        result.Advice.ShouldNotBeNull().ShouldContain("--data");
    }

    [Fact]
    public async Task A_damaged_database_is_named_with_what_to_do()
    {
        using var folder = new TemporaryFolder();
        var database = folder.Write("actorqueue.db", new string('x', 8192));

        var result = await DatabaseCheck.In(folder.Path).RunAsync(default);

        result.IsPassed.ShouldBeFalse();
        result.Finding.ShouldContain(database);
        result.Advice.ShouldNotBeNull().ShouldContain("move it away");
        File.ReadAllText(database).Length.ShouldBe(8192);
    }
}
