using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ActorQueue.Node.Hosting;
using ActorQueue.Processors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorQueue.Node.Tests;

/// <summary>A host with a queue in a folder of its own, and a client of its socket.</summary>
internal sealed class RunningNode : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly IHost _host;
    private readonly string _folder;
    private readonly bool _ownsFolder;

    private RunningNode(IHost host, string folder, bool ownsFolder, bool connect)
    {
        _host = host;
        _folder = folder;
        _ownsFolder = ownsFolder;
        Http = connect ? ClientOf(Api.SocketPath) : new HttpClient();
    }

    public HttpClient Http { get; }

    public QueueApi Api => _host.Services.GetRequiredService<QueueApi>();

    public TaskQueue Queue => _host.Services.GetRequiredService<TaskQueue>();

    public GatedProcessor Gate => _host.Services.GetRequiredService<GatedProcessor>();

    /// <param name="workers">0: nothing runs, so a test sees each state for as long as it likes.</param>
    /// <param name="settings">HOCON over the defaults.</param>
    /// <param name="connect">False where the socket's path is too long for an ordinary client.</param>
    /// <param name="folder">A data folder of the test's own; null: one that is gone afterwards.</param>
    public static async Task<RunningNode> StartAsync(int workers = 0, string settings = "", string? folder = null, bool connect = true)
    {
        var data = folder ?? Directory.CreateTempSubdirectory("aq-node-").FullName;
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddActorQueue(options =>
        {
            options.DataDirectory = data;
            options.Workers = workers;
            options.Hocon = "actorqueue.shutdown { drain-timeout = 0s, cancel-timeout = 100ms }\n" + settings;
        }).AddProcessor<GatedProcessor>("gated").AddProcessor<FailingProcessor>("failing");
        builder.Services.AddActorQueueApi();
        var host = builder.Build();
        try
        {
            await host.StartAsync();
        }
        catch
        {
            await host.StopAsync();
            await ((IAsyncDisposable)host).DisposeAsync();
            throw;
        }

        return new RunningNode(host, data, folder is null, connect);
    }

    public static HttpClient ClientOf(string socketPath) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://localhost/api/v1/"),
        Timeout = Patience,
    };

    public async Task<JsonElement> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK) => await ReadAsync(await Http.GetAsync(path), expected);

    public async Task<JsonElement> PostAsync(string path, string? json = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        return await ReadAsync(await Http.PostAsync(path, content), expected);
    }

    public async Task<JsonElement> DeleteAsync(string path, HttpStatusCode expected = HttpStatusCode.OK) => await ReadAsync(await Http.DeleteAsync(path), expected);

    /// <summary>Submits a task and returns its id.</summary>
    public async Task<string> SubmitAsync(string json = """{"kind":"gated"}""") =>
        (await PostAsync("tasks", json, HttpStatusCode.Created)).GetProperty("id").GetString()!;

    public async Task WaitForStatusAsync(string id, string status)
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var events = await Http.GetAsync($"events?task={id}", HttpCompletionOption.ResponseHeadersRead, timeout.Token);
        using var lines = new StreamReader(await events.Content.ReadAsStreamAsync(timeout.Token));
        string? seen;
        while ((seen = (await GetAsync($"tasks/{id}")).GetProperty("status").GetString()) != status)
        {
            // Any line is a reason to look again; the stream ends with the host.
            (await lines.ReadLineAsync(timeout.Token)).ShouldNotBeNull($"the host ended while the task was {seen}");
        }
    }

    /// <summary>Stops the queue under the API, as a storage that is lost would.</summary>
    public Task StopQueueAsync() => _host.Services.GetServices<IHostedService>().First().StopAsync(CancellationToken.None);

    /// <summary>Asks the host to stop, as a signal does.</summary>
    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Gate.Open();
        Http.Dispose();
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        if (_ownsFolder)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            response.StatusCode.ShouldBe(expected, text);
            if (!response.IsSuccessStatusCode)
            {
                response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            }

            return JsonElement.Parse(text);
        }
    }
}

/// <summary>Runs until the test lets it go.</summary>
internal sealed class GatedProcessor : ITaskProcessor
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _open.TrySetResult();

    public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
    {
        await _open.Task.WaitAsync(cancellationToken);
        return new TaskResult(context.Payload, context.ContentType);
    }
}

/// <summary>Fails for good.</summary>
internal sealed class FailingProcessor : ITaskProcessor
{
    public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) =>
        throw new TaskFailedException("broken", "as the test wants it", Contracts.FailureClass.Permanent);
}
