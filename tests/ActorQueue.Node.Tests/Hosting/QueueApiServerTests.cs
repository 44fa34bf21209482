using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using ActorQueue.Node.Hosting;

namespace ActorQueue.Node.Tests.Hosting;

public sealed class QueueApiServerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aq-node-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task The_socket_is_the_owners_alone_and_goes_with_the_host()
    {
        var path = NodeSocket.PathIn(_folder);
        await using (await RunningNode.StartAsync(folder: _folder))
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task A_host_that_drains_answers_until_nothing_runs_any_more()
    {
        await using var node = await RunningNode.StartAsync(workers: 1, settings: "actorqueue.shutdown.drain-timeout = 100s", folder: _folder);
        var id = await node.SubmitAsync();
        await node.WaitForStatusAsync(id, "processing");

        var stopped = node.StopAsync();
        using var timeout = new CancellationTokenSource(RunningNode.Patience);
        while ((await node.GetAsync("workers")).GetProperty("workers")[0].GetProperty("status").GetString() != "stopped")
        {
            timeout.Token.ThrowIfCancellationRequested();
        }

        (await node.GetAsync($"tasks/{id}")).GetProperty("status").GetString().ShouldBe("processing");
        var late = await node.SubmitAsync();
        (await node.GetAsync($"tasks/{late}")).GetProperty("status").GetString().ShouldBe("pending", "it waits for the next start");
        stopped.IsCompleted.ShouldBeFalse();
        node.Gate.Open();
        await stopped;

        File.Exists(NodeSocket.PathIn(_folder)).ShouldBeFalse();
        await using var next = await RunningNode.StartAsync(workers: 1, folder: _folder);
        next.Gate.Open();
        await next.WaitForStatusAsync(late, "completed");
        (await next.GetAsync($"tasks/{id}")).GetProperty("status").GetString().ShouldBe("completed");
    }

    [Fact]
    public async Task A_socket_that_a_dead_host_left_is_replaced()
    {
        var path = NodeSocket.PathIn(_folder);
        LeaveSocket(path);

        await using var node = await RunningNode.StartAsync(folder: _folder);

        (await node.GetAsync("stats")).GetProperty("totalTasks").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task A_second_host_is_told_who_has_the_folder_and_leaves_the_first_ones_socket()
    {
        await using var node = await RunningNode.StartAsync(folder: _folder);

        var refusal = await Should.ThrowAsync<DataDirectoryInUseException>(() => RunningNode.StartAsync(folder: _folder));

        refusal.ProcessId.ShouldBe(Environment.ProcessId);
        (await node.GetAsync("stats")).GetProperty("totalTasks").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task A_folder_whose_path_is_longer_than_a_sockets_may_be_works_all_the_same()
    {
        var deep = Path.Combine(_folder, new string('x', 100), "data");
        await using (var node = await RunningNode.StartAsync(folder: deep, connect: false))
        {
            File.Exists(NodeSocket.PathIn(deep)).ShouldBeTrue();
            using var socket = NodeSocket.In(deep);
            using var http = RunningNode.ClientOf(socket.Address);
            (await http.GetAsync("stats")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        File.Exists(NodeSocket.PathIn(deep)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_address_is_served_to_programs_of_this_machine_and_not_to_web_pages()
    {
        await using var node = await RunningNode.StartAsync(settings: "actorqueue.api.url = \"http://127.0.0.1:0\"", folder: _folder);
        var url = node.Api.Urls.ShouldHaveSingleItem();
        using var http = new HttpClient();

        (await http.GetAsync($"{url}/api/v1/stats")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(http, url, request => request.Headers.Host = "evil.example")).ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(http, url, request => request.Headers.Add("Origin", "http://evil.example"))).ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(http, url, request => request.Headers.Add("Origin", url))).ShouldBe(HttpStatusCode.OK);
        (await node.GetAsync("stats")).GetProperty("isPaused").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("http://192.0.2.1:80", "actorqueue.api.allow-remote")]
    [InlineData("https://127.0.0.1:80", "must be http://HOST:PORT")]
    [InlineData("127.0.0.1:80", "must be http://HOST:PORT")]
    [InlineData("http://127.0.0.1:80/path", "must be http://HOST:PORT")]
    public async Task An_address_that_will_not_do_is_told_at_the_start(string url, string rule)
    {
        var refusal = await Should.ThrowAsync<QueueConfigurationException>(() => RunningNode.StartAsync(settings: $"actorqueue.api.url = \"{url}\"", folder: _folder));

        refusal.Message.ShouldContain(rule);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_told_and_the_folder_is_let_go()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var refusal = await Should.ThrowAsync<Contracts.QueueException>(
            () => RunningNode.StartAsync(settings: $"actorqueue.api.url = \"http://{taken.LocalEndpoint}\"", folder: _folder));

        refusal.Message.ShouldContain(taken.LocalEndpoint.ToString()!);
        await using var node = await RunningNode.StartAsync(folder: _folder);
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient http, string url, Action<HttpRequestMessage> change)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{url}/api/v1/queue/pause");
        change(request);
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>A socket file that nobody listens on: an address that was bound and whose process was killed.</summary>
    private static void LeaveSocket(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path + "-bound"));
        File.Move(path + "-bound", path);
        File.Exists(path).ShouldBeTrue();
    }
}
