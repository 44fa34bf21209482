using ActorQueue.Contracts;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorQueue.Tests.Hosting;

/// <summary>Hosts one after the other over one folder, as a host application has them, in real time.</summary>
public abstract class EmbeddedHosts : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorqueue-hosts-").FullName;
    private readonly List<IHost> _hosts = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var host in _hosts.ToArray())
        {
            await StopAsync(host);
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private protected static TaskQueue Queue(IHost host) => host.Services.GetRequiredService<TaskQueue>();

    private protected static TaskSpec NewTask(string kind, int priority = TaskPriority.Normal) =>
        new() { Id = TaskId.New(TimeProvider.System), Kind = kind, Priority = priority };

    /// <summary>Looks until the task is as it should be; for statuses that nothing waits for.</summary>
    private protected static async Task<TaskView> WaitForAsync(TaskQueue queue, TaskId id, QueueTaskStatus status)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var task = (await queue.GetAsync(id, timeout.Token))!;
            if (task.Status == status)
            {
                return task;
            }

            await Task.Yield();
        }
    }

    private protected async Task<IHost> StartAsync(string hocon = "", int workers = 2)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        AddProcessors(builder.Services, builder.Services.AddActorQueue(options =>
        {
            options.DataDirectory = _folder;
            options.Workers = workers;
            options.Hocon = hocon;
        }));
        var host = builder.Build();
        await host.StartAsync();
        _hosts.Add(host);
        return host;
    }

    private protected async Task StopAsync(IHost host)
    {
        await host.StopAsync();
        _hosts.Remove(host);
        host.Dispose();
    }

    private protected abstract void AddProcessors(IServiceCollection services, ActorQueueBuilder builder);
}
