using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Hosting;
using Akka.Actor;
using Microsoft.Data.Sqlite;

namespace ActorQueue.Cli.Tests.Hosting;

public sealed class QueueHostTests
{
    public static TheoryData<Exception, string> StorageFailures => new()
    {
        { new QueueUnavailableException("it is starting"), "it is starting" },
        { new AskTimeoutException("late"), "did not answer in time" },
        { new IOException("Input/output error"), "Input/output error" },
        { new SqliteException("disk I/O error", 10), "disk I/O error" },
        { new SqliteException("malformed", 11), "actorqueue.db" },
        { new SqliteException("file is not a database", 26), "actorqueue.db" },
        { new AggregateException(new SqliteException("disk I/O error", 10)), "disk I/O error" },
    };

    [Theory]
    [MemberData(nameof(StorageFailures))]
    public void A_failure_of_the_storage_is_one_sentence_and_an_environment_error(Exception failure, string expected)
    {
        var explained = QueueHost.Explain(failure, "data").ShouldNotBeNull();

        explained.ExitCode.ShouldBe(ExitCode.Environment);
        explained.Message.ShouldContain(expected);
        explained.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void A_defect_is_not_explained_away() => QueueHost.Explain(new InvalidOperationException("a defect"), "data").ShouldBeNull();

    [Fact]
    public async Task A_start_that_is_cancelled_frees_the_folder()
    {
        using var folder = new TemporaryFolder();
        var options = new QueueHostOptions(folder["data"]) { Workers = 0 };

        await Should.ThrowAsync<OperationCanceledException>(() => QueueHost.StartAsync(options, new CancellationToken(canceled: true)));

        await using var host = await QueueHost.StartAsync(options);
    }
}
