using System.Net;
using ActorQueue.Contracts;

namespace ActorQueue.Node.Tests.Api;

/// <summary>Health, explanations, workers, dead letters.</summary>
public sealed class InsightRoutesTests
{
    [Fact]
    public async Task A_paused_queue_says_so_in_its_health_and_in_a_tasks_explanation()
    {
        await using var node = await RunningNode.StartAsync(workers: 1);
        await node.PostAsync("queue/pause");
        var id = await node.SubmitAsync();

        var health = await node.GetAsync("health");
        var explanation = await node.GetAsync($"tasks/{id}/explain");

        health.GetProperty("status").GetString().ShouldBe("warning");
        health.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("code").GetString()).ShouldContain("paused");
        explanation.GetProperty("status").GetString().ShouldBe("pending");
        explanation.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("code").GetString()).ShouldContain("queue-paused");
        await node.GetAsync($"tasks/{TaskId.New(TimeProvider.System)}/explain", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_worker_is_listed_held_back_and_let_go()
    {
        await using var node = await RunningNode.StartAsync(workers: 1);
        node.Gate.Open();
        await node.WaitForStatusAsync(await node.SubmitAsync(), "completed");
        var id = (await node.GetAsync("workers")).GetProperty("workers")[0].GetProperty("id").GetString()!;

        (await node.PostAsync($"workers/{Uri.EscapeDataString(id)}/pause")).GetProperty("worker").GetProperty("status").GetString().ShouldBe("paused");
        var held = await node.SubmitAsync();
        (await node.GetAsync($"tasks/{held}")).GetProperty("status").GetString().ShouldBe("pending");
        await node.PostAsync($"workers/{Uri.EscapeDataString(id)}/resume");

        await node.WaitForStatusAsync(held, "completed");
        await node.PostAsync("workers/nobody/pause", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Dead_letters_are_found_by_their_error_run_again_and_deleted()
    {
        await using var node = await RunningNode.StartAsync(workers: 1);
        var id = await node.SubmitAsync("""{"kind":"failing"}""");
        await node.WaitForStatusAsync(id, "failed");
        await node.PostAsync("queue/pause");

        (await node.GetAsync("dead?errorCode=other")).GetProperty("tasks").GetArrayLength().ShouldBe(0);
        var dead = (await node.GetAsync("dead?errorCode=broken&errorContains=TEST")).GetProperty("tasks")[0];
        dead.GetProperty("errors")[0].GetProperty("code").GetString().ShouldBe("broken");
        (await node.PostAsync($"tasks/{id}/retry")).GetProperty("result").GetString().ShouldBe("retried");
        (await node.PostAsync($"tasks/{id}/retry")).GetProperty("result").GetString().ShouldBe("not-ended");
        await node.PostAsync("queue/resume");
        await node.WaitForStatusAsync(id, "failed");

        (await node.PostAsync("dead/retry", """{"kind":"other"}""")).GetProperty("count").GetInt32().ShouldBe(0);
        (await node.PostAsync("dead/delete", """{"errorCode":"other"}""")).GetProperty("count").GetInt32().ShouldBe(0);
        (await node.PostAsync("dead/delete", """{"kind":"failing"}""")).GetProperty("count").GetInt32().ShouldBe(1);
        (await node.PostAsync("dead/retry", "{}")).GetProperty("count").GetInt32().ShouldBe(0);
        await node.PostAsync("dead/delete", """{"knid":"failing"}""", HttpStatusCode.BadRequest);
        await node.GetAsync("dead?limit=0", HttpStatusCode.BadRequest);
        await node.PostAsync($"tasks/{TaskId.New(TimeProvider.System)}/retry", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_dedup_key_makes_two_submits_one_task()
    {
        await using var node = await RunningNode.StartAsync();
        const string Task = """{"kind":"gated","dedup":{"key":"k","windowSeconds":60},"fairnessKey":"a","concurrencyKey":"b","rateKey":"c","resources":{"cpuPercent":50}}""";
        var id = await node.SubmitAsync(Task);

        (await node.PostAsync("tasks", Task)).GetProperty("existingId").GetString().ShouldBe(id);

        await node.PostAsync("tasks", """{"kind":"gated","dedup":{"key":"k","windowSeconds":-1}}""", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_task_may_name_who_hears_of_its_progress_but_not_by_an_empty_name()
    {
        await using var node = await RunningNode.StartAsync();

        await node.SubmitAsync("""{"kind":"gated","progressHandler":"bar"}""");
        (await node.PostAsync("tasks", """{"kind":"gated","progressHandler":" "}""", HttpStatusCode.BadRequest)).ToString().ShouldContain("progressHandler");
    }
}
