using System.Net;

namespace ActorQueue.Node.Tests.Api;

public sealed class QueueRoutesTests
{
    [Fact]
    public async Task A_paused_queue_starts_nothing_until_it_is_resumed()
    {
        await using var node = await RunningNode.StartAsync(workers: 1);
        node.Gate.Open();

        (await node.PostAsync("queue/pause")).GetProperty("mode").GetString().ShouldBe("paused");
        (await node.PostAsync("queue/pause")).GetProperty("changed").GetBoolean().ShouldBeFalse();
        var id = await node.SubmitAsync();
        (await node.GetAsync("stats")).GetProperty("isPaused").GetBoolean().ShouldBeTrue();
        (await node.GetAsync($"tasks/{id}")).GetProperty("status").GetString().ShouldBe("pending");
        (await node.PostAsync("queue/resume")).GetProperty("mode").GetString().ShouldBe("running");

        await node.WaitForStatusAsync(id, "completed");
    }

    [Fact]
    public async Task A_draining_queue_refuses_submits()
    {
        await using var node = await RunningNode.StartAsync();

        (await node.PostAsync("queue/drain")).GetProperty("mode").GetString().ShouldBe("draining");

        (await node.PostAsync("tasks", """{"kind":"gated"}""", HttpStatusCode.Conflict)).GetProperty("code").GetString().ShouldBe("draining");
    }

    [Fact]
    public async Task A_path_that_leads_nowhere_and_a_wrong_method_are_problems()
    {
        await using var node = await RunningNode.StartAsync();

        (await node.GetAsync("nowhere", HttpStatusCode.NotFound)).GetProperty("detail").GetString()!.ShouldContain("GET /api/v1/nowhere");
        (await node.GetAsync("queue/pause", HttpStatusCode.NotFound)).GetProperty("code").GetString().ShouldBe("not-found");
    }

    [Fact]
    public async Task A_queue_that_has_stopped_is_unavailable()
    {
        await using var node = await RunningNode.StartAsync();
        await node.StopQueueAsync();

        using var response = await node.Http.GetAsync("stats");

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.ShouldNotBeNull();
        (await response.Content.ReadAsStringAsync()).ShouldContain("\"code\":\"unavailable\"");
    }
}
