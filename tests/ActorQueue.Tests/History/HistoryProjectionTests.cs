using ActorQueue.Contracts;
using ActorQueue.History;
using ActorQueue.Hosting;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Data.Sqlite;

namespace ActorQueue.Tests.History;

public sealed class HistoryProjectionTests() : TestKit(TestQueue.Config())
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorqueue-history-").FullName;

    private TestScheduler Clock => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void What_is_past_its_retention_goes_by_itself()
    {
        var settings = TestQueue.Settings($"actorqueue {{ data-directory = \"{_folder}\", history.retention = 1h, cleanup.interval = 1m }}");
        var projection = Sys.ActorOf(HistoryProjection.Props(settings, new SchedulerTimeProvider(Sys.Scheduler)));
        projection.Tell(new ProjectFinished(2, [Finished(1, Clock.Now.AddHours(-2)), Finished(2, Clock.Now.AddMinutes(30))]), TestActor);
        ExpectMsg<TasksProjected>();
        Exists(1).ShouldBeTrue();

        AwaitCondition(() =>
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            return !Exists(1);
        });

        Exists(2).ShouldBeTrue();

        bool Exists(int number)
        {
            using var connection = new SqliteConnection(settings.ConnectionString);
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM task_history WHERE position = $position";
            command.Parameters.AddWithValue("$position", number);
            return (long)command.ExecuteScalar()! == 1;
        }
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static FinishedTask Finished(int number, DateTimeOffset completedAt) => new(number, new TaskView
    {
        Id = TestQueue.Id(number),
        Kind = "test",
        Name = $"task-{number}",
        Status = QueueTaskStatus.Completed,
        Priority = TaskPriority.Normal,
        CreatedAt = completedAt,
        CompletedAt = completedAt,
    });
}
