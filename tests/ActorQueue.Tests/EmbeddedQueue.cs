using ActorQueue.Contracts;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorQueue.Tests;

/// <summary>A whole queue on SQLite in a folder of its own, as a host application uses it, in real time; started and stopped as often as a test likes.</summary>
internal sealed class EmbeddedQueue(Action<IServiceCollection, ActorQueueBuilder> configure, string hocon = "", int workers = 4) : IAsyncDisposable
{
    private IHost? _host;

    public string Folder { get; } = Directory.CreateTempSubdirectory("actorqueue-test-").FullName;

    public TaskQueue Queue => Services.GetRequiredService<TaskQueue>();

    public IServiceProvider Services => (_host ?? throw new InvalidOperationException("Start the queue first.")).Services;

    public static TaskSpec NewTask(string kind, string payload = "") =>
        new() { Id = TaskId.New(TimeProvider.System), Kind = kind, Payload = System.Text.Encoding.UTF8.GetBytes(payload) };

    public static async Task<EmbeddedQueue> StartAsync(Action<IServiceCollection, ActorQueueBuilder> configure, string hocon = "", int workers = 4)
    {
        var embedded = new EmbeddedQueue(configure, hocon, workers);
        await embedded.StartAsync();
        return embedded;
    }

    /// <summary>Starts it, with other processors or settings than before when they are given.</summary>
    public async Task<TaskQueue> StartAsync(Action<IServiceCollection, ActorQueueBuilder>? other = null, int? otherWorkers = null, string? otherHocon = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var queue = builder.Services.AddActorQueue(options =>
        {
            options.DataDirectory = Folder;
            options.Workers = otherWorkers ?? workers;
            options.Hocon = otherHocon ?? hocon;
        });
        (other ?? configure)(builder.Services, queue);
        var host = builder.Build();
        try
        {
            await host.StartAsync();
        }
        catch
        {
            host.Dispose();
            throw;
        }

        _host = host;
        return Queue;
    }

    public async Task StopAsync()
    {
        if (_host is { } host)
        {
            _host = null;
            await host.StopAsync();
            host.Dispose();
        }
    }

    /// <summary>Submits a task and waits for its end.</summary>
    public async Task<TaskView> RunAsync(TaskSpec task)
    {
        (await Queue.EnqueueAsync(task)).Result.ShouldBe(EnqueueResult.Accepted);
        return await EndOfAsync(task.Id);
    }

    public async Task<TaskView> EndOfAsync(TaskId id)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        return (await Queue.WaitAsync(id, patience.Token)).ShouldNotBeNull();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}
