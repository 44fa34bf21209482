using ActorQueue.Contracts;
using Microsoft.Data.Sqlite;

namespace ActorQueue.Tests.Journal;

/// <summary>A real database that takes no writes for a while, in real time.</summary>
public sealed class DatabaseOutageTests
{
    private const string Hocon = "actorqueue.journal { connection-timeout = 1s, restart-max-delay = 2s }";

    [Fact]
    public Task A_database_that_another_process_has_locked_is_an_outage_that_ends_with_the_lock() => SurviveAsync("BEGIN IMMEDIATE", "ROLLBACK");

    // The way of a full disk and of a read-only file: each write fails in SQLite, reading goes on.
    [Fact]
    public Task A_database_that_takes_no_rows_is_an_outage_that_ends_when_it_does() => SurviveAsync(
        "CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END", "DROP TRIGGER full");

    private static async Task SurviveAsync(string begin, string end)
    {
        await using var embedded = await EmbeddedQueue.StartAsync((_, _) => { }, Hocon, workers: 1);
        var before = EmbeddedQueue.NewTask("nobody-runs-it");
        (await embedded.Queue.EnqueueAsync(before)).Result.ShouldBe(EnqueueResult.Accepted);
        await using var other = new SqliteConnection($"Data Source={Path.Combine(embedded.Folder, "actorqueue.db")};Pooling=False");
        await other.OpenAsync();
        Run(other, begin);

        // The first learns it from its own write, the second from the queue that is away.
        var lost = EmbeddedQueue.NewTask("nobody-runs-it");
        await Should.ThrowAsync<QueueUnavailableException>(() => embedded.Queue.EnqueueAsync(lost));
        (await Should.ThrowAsync<QueueUnavailableException>(() => embedded.Queue.GetStatisticsAsync())).Message.ShouldContain("storage failure");

        Run(other, end);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            try
            {
                (await embedded.Queue.EnqueueAsync(lost, patience.Token)).Result.ShouldBe(EnqueueResult.Accepted, "what was not on disk was not promised");
                break;
            }
            catch (QueueUnavailableException)
            {
                await Task.Yield();
            }
        }

        (await embedded.Queue.GetStatisticsAsync(patience.Token)).TotalTasks.ShouldBe(2);
        (await embedded.Queue.GetAsync(before.Id, patience.Token)).ShouldNotBeNull();
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
