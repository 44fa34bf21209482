using ActorQueue.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorQueue.Benchmarks;

/// <summary>A whole queue as a host application has it, on SQLite in a folder of its own.</summary>
internal sealed class EmbeddedQueue : IAsyncDisposable
{
    private const int Workers = 256;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actorqueue-benchmarks-");
    private readonly IHost _host;

    private EmbeddedQueue()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(Processor);
        builder.Services.AddActorQueue(Configure).AddProcessor<NoOpProcessor>(NoOpTasks.Kind);
        _host = builder.Build();
        Queue = _host.Services.GetRequiredService<TaskQueue>();
    }

    public NoOpProcessor Processor { get; } = new();

    public TaskQueue Queue { get; }

    public static async Task<EmbeddedQueue> StartAsync()
    {
        var queue = new EmbeddedQueue();
        await queue._host.StartAsync();
        return queue;
    }

    /// <summary>Commits since the queue was made.</summary>
    public long JournalRows()
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "actorqueue.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();

        // Old rows are deleted behind snapshots, so they cannot be counted; the last number given to one can be read.
        command.CommandText = "SELECT seq FROM sqlite_sequence WHERE name = 'journal'";
        return Convert.ToInt64(command.ExecuteScalar());
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Configure(ActorQueueOptions options)
    {
        options.DataDirectory = _folder.FullName;
        options.Workers = Workers;
        options.MaxQueueLength = 0;
        options.Hocon =
            """
            akka.loglevel = WARNING
            actorqueue.queue.max-bytes = 0
            actorqueue.batch.collect-garbage = off
            """;
    }
}
