using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace ActorQueue.Node.Tests.Api;

public sealed class NamedQueueRoutesTests
{
    private const string Video = "actorqueue.queues.video { queue.max-length = 2 }\n";

    [Theory]
    [InlineData("tasks", "\"gated\"")]
    [InlineData("tasks/{task}", "\"kind\"")]
    [InlineData("tasks/{task}/explain", "\"reasons\"")]
    [InlineData("batches", "\"all\"")]
    [InlineData("batches/{batch}", "\"all\"")]
    [InlineData("schedules", "\"nightly\"")]
    [InlineData("stats", "\"isPaused\":true")]
    [InlineData("health", "\"paused\"")]
    public async Task Every_question_is_put_to_the_queue_that_it_names(string path, string onlyThere)
    {
        await using var node = await RunningNode.StartAsync(settings: Video);
        var task = (await node.PostAsync("tasks?queue=video", """{"kind":"gated"}""", HttpStatusCode.Created)).GetProperty("id").GetString();
        var batch = (await node.PostAsync("batches?queue=video", """{"name":"all"}""", HttpStatusCode.Created)).GetProperty("id").GetString();
        await node.PostAsync("schedules?queue=video", """{"id":"nightly","cron":"0 2 * * *","task":{"kind":"gated"}}""", HttpStatusCode.Created);
        await node.PostAsync("queue/pause?queue=video");
        path = path.Replace("{task}", task, StringComparison.Ordinal).Replace("{batch}", batch, StringComparison.Ordinal);

        (await node.GetAsync($"{path}?queue=video")).GetRawText().ShouldContain(onlyThere);
        using var ofDefault = await node.Http.GetAsync($"{path}?queue=default");
        (await ofDefault.Content.ReadAsStringAsync()).ShouldNotContain(onlyThere);
    }

    [Fact]
    public async Task What_is_done_to_a_named_queue_is_done_to_no_other()
    {
        await using var node = await RunningNode.StartAsync(settings: Video);
        using var created = await node.Http.PostAsJsonAsync("tasks?queue=video", new { kind = "gated" });
        created.Headers.Location!.OriginalString.ShouldEndWith("?queue=video");
        (await node.Http.GetAsync(created.Headers.Location)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var ofDefault = await node.SubmitAsync();
        await node.PostAsync("tasks?queue=video", """{"kind":"gated","queue":"video"}""", HttpStatusCode.Created);

        (await node.PostAsync("tasks?queue=video", """{"kind":"gated"}""", HttpStatusCode.TooManyRequests)).GetProperty("code").GetString().ShouldBe("queue-full");
        (await node.PostAsync("tasks?queue=video", """{"kind":"gated","queue":"default"}""", HttpStatusCode.BadRequest)).GetProperty("detail").GetString()!
            .ShouldContain("?queue=default asks another");
        (await node.PostAsync("purge?queue=video", "{}")).GetProperty("count").GetInt32().ShouldBe(2);
        await node.PostAsync("queue/drain?queue=video");

        (await node.GetAsync($"tasks/{ofDefault}")).GetProperty("status").GetString().ShouldBe("pending");
        var queues = (await node.GetAsync("queues")).GetProperty("queues").EnumerateArray().ToArray();
        queues.Select(queue => $"{queue.GetProperty("name")} {queue.GetProperty("isDefault")} {queue.GetProperty("mode")} {queue.GetProperty("pendingTasks")} {queue.GetProperty("cancelledTasks")}")
            .ShouldBe(["default True running 1 0", "video False draining 0 2"]);
    }

    [Theory]
    [InlineData("tasks")]
    [InlineData("queues")]
    [InlineData("events")]
    public async Task An_unknown_queue_is_told_with_the_names_that_there_are(string path)
    {
        await using var node = await RunningNode.StartAsync(settings: Video);

        var problem = await node.GetAsync($"{path}?queue=vidoe", HttpStatusCode.NotFound);

        problem.GetProperty("code").GetString().ShouldBe("not-found");
        problem.GetProperty("detail").GetString().ShouldBe("There is no queue 'vidoe' here; there are: default, video.");
        (await node.GetAsync($"{path}?queue=video&queue=default", HttpStatusCode.BadRequest)).GetProperty("code").GetString().ShouldBe("invalid");
    }

    [Fact]
    public async Task The_events_of_a_queue_are_its_own()
    {
        await using var node = await RunningNode.StartAsync(settings: Video);
        using var timeout = new CancellationTokenSource(RunningNode.Patience);
        using var events = await node.Http.GetAsync("events?queue=video", HttpCompletionOption.ResponseHeadersRead, timeout.Token);
        using var lines = new StreamReader(await events.Content.ReadAsStreamAsync(timeout.Token));
        while (await lines.ReadLineAsync(timeout.Token) is not "event: watching")
        {
        }

        await node.SubmitAsync();
        var ofVideo = (await node.PostAsync("tasks?queue=video", """{"kind":"gated"}""", HttpStatusCode.Created)).GetProperty("id").GetString();
        string? line;
        do
        {
            line = (await lines.ReadLineAsync(timeout.Token)).ShouldNotBeNull();
        }
        while (!line.Contains("\"change\"", StringComparison.Ordinal));

        JsonElement.Parse(line["data: ".Length..]).GetProperty("task").GetProperty("id").GetString().ShouldBe(ofVideo);
    }

    [Fact]
    public async Task The_health_of_the_host_is_that_of_its_worst_queue()
    {
        await using var node = await RunningNode.StartAsync(settings: Video);
        await node.PostAsync("queue/pause?queue=video");

        var reason = (await node.GetAsync("health")).GetProperty("reasons").EnumerateArray().Single();
        (reason.GetProperty("queue").GetString(), reason.GetProperty("code").GetString()).ShouldBe(("video", "paused"));
        (await node.GetAsync("health?queue=default")).GetProperty("status").GetString().ShouldBe("healthy");
        (await node.GetAsync("health?queue=video")).GetProperty("reasons")[0].TryGetProperty("queue", out _).ShouldBeFalse();
    }
}
