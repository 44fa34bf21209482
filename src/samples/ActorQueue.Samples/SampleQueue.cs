using ActorQueue.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorQueue.Samples;

/// <summary>
/// A host application with an embedded queue in a folder of its own, which goes with it. An application of yours calls <c>AddActorQueue</c> on its own host and
/// keeps the folder: what waits in it runs after the next start.
/// </summary>
internal sealed class SampleQueue : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly string _folder;

    private SampleQueue(IHost host, string folder)
    {
        _host = host;
        _folder = folder;
        Queue = host.Services.GetRequiredService<TaskQueue>();
    }

    /// <summary>The queue; an application has it injected.</summary>
    public TaskQueue Queue { get; }

    /// <summary>Starts the host.</summary>
    /// <param name="processors">Registers the code that does the work, by kind.</param>
    /// <param name="workers">Tasks that run at the same time; 0: what is submitted only waits.</param>
    /// <param name="hocon">Further settings; hocon/reference.conf explains every one.</param>
    public static async Task<SampleQueue> StartAsync(Action<ActorQueueBuilder> processors, int workers = 2, string hocon = "")
    {
        var folder = Directory.CreateTempSubdirectory("actorqueue-sample-").FullName;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        processors(builder.Services.AddActorQueue(options =>
        {
            options.DataDirectory = folder;
            options.Workers = workers;
            options.Hocon = hocon;
        }));
        var host = builder.Build();
        await host.StartAsync();
        return new SampleQueue(host, folder);
    }

    /// <summary>A task whose payload is a text.</summary>
    public static TaskSpec Task(string kind, string text) => new()
    {
        Id = TaskId.New(TimeProvider.System),
        Kind = kind,
        Name = text,
        Payload = System.Text.Encoding.UTF8.GetBytes(text),
        ContentType = "text/plain",
    };

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
