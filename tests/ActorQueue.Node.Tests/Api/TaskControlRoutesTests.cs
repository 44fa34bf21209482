using System.Net;
using ActorQueue.Contracts;

namespace ActorQueue.Node.Tests.Api;

public sealed class TaskControlRoutesTests
{
    [Fact]
    public async Task A_paused_task_is_held_back_until_it_is_resumed()
    {
        await using var node = await RunningNode.StartAsync();
        var id = await node.SubmitAsync();

        (await node.PostAsync($"tasks/{id}/pause")).GetProperty("result").GetString().ShouldBe("done");
        (await node.PostAsync($"tasks/{id}/pause")).GetProperty("result").GetString().ShouldBe("unchanged");
        (await node.GetAsync($"tasks/{id}")).GetProperty("status").GetString().ShouldBe("paused");

        (await node.PostAsync($"tasks/{id}/resume")).GetProperty("status").GetString().ShouldBe("pending");
    }

    [Fact]
    public async Task A_kind_is_paused_and_resumed_by_its_name()
    {
        await using var node = await RunningNode.StartAsync(workers: 1);
        node.Gate.Open();

        (await node.PostAsync("kinds/pause", """{"kind":"gated"}""")).GetProperty("isPaused").GetBoolean().ShouldBeTrue();
        var held = await node.SubmitAsync();
        var other = await node.SubmitAsync("""{"kind":"failing"}""");
        await node.WaitForStatusAsync(other, "failed");
        (await node.GetAsync($"tasks/{held}")).GetProperty("status").GetString().ShouldBe("pending");
        (await node.PostAsync("kinds/resume", """{"kind":"gated"}""")).GetProperty("changed").GetBoolean().ShouldBeTrue();

        await node.WaitForStatusAsync(held, "completed");
    }

    [Fact]
    public async Task A_waiting_task_gets_another_priority()
    {
        await using var node = await RunningNode.StartAsync();
        var id = await node.SubmitAsync();

        (await node.PostAsync($"tasks/{id}/reprioritise", """{"priority":"urgent"}""")).GetProperty("result").GetString().ShouldBe("done");

        (await node.GetAsync($"tasks/{id}")).GetProperty("priority").GetInt32().ShouldBe(20);
    }

    [Theory]
    [InlineData("pause", null)]
    [InlineData("resume", null)]
    [InlineData("reprioritise", """{"priority":1}""")]
    public async Task An_ended_task_is_left_as_it_is_and_an_unknown_one_is_not_found(string verb, string? body)
    {
        await using var node = await RunningNode.StartAsync();
        var id = await node.SubmitAsync();
        await node.PostAsync($"tasks/{id}/cancel");

        (await node.PostAsync($"tasks/{id}/{verb}", body)).GetProperty("result").GetString().ShouldBe("already-finished");
        (await node.PostAsync($"tasks/{TaskId.New(TimeProvider.System)}/{verb}", body, HttpStatusCode.NotFound)).GetProperty("code").GetString().ShouldBe("not-found");
    }

    [Fact]
    public async Task All_that_fit_a_filter_are_cancelled_or_purged()
    {
        await using var node = await RunningNode.StartAsync();
        await node.SubmitAsync("""{"kind":"gated","priority":1}""");
        await node.SubmitAsync("""{"kind":"gated","priority":20}""");
        await node.SubmitAsync("""{"kind":"failing"}""");

        (await node.PostAsync("tasks/cancel", """{"kind":"gated","maxPriority":5}""")).GetProperty("count").GetInt32().ShouldBe(1);
        (await node.PostAsync("purge", """{"kind":"gated"}""")).GetProperty("count").GetInt32().ShouldBe(1);
        (await node.PostAsync("purge", "{}")).GetProperty("count").GetInt32().ShouldBe(1);

        (await node.GetAsync("stats")).GetProperty("cancelledTasks").GetInt64().ShouldBe(3);
    }

    [Theory]
    [InlineData("purge", """{"knid":"gated"}""", "knid")]
    [InlineData("purge", """{"statuses":["nix"]}""", "status")]
    [InlineData("tasks/cancel", """{"knid":"gated"}""", "knid")]
    [InlineData("kinds/pause", """{"kind":""}""", "kind")]
    [InlineData("kinds/pause", "{}", "kind")]
    public async Task What_is_misspelt_changes_nothing(string path, string json, string rule)
    {
        await using var node = await RunningNode.StartAsync();
        await node.SubmitAsync();

        (await node.PostAsync(path, json, HttpStatusCode.BadRequest)).GetProperty("detail").GetString()!.ShouldContain(rule);

        (await node.GetAsync("stats")).GetProperty("pendingTasks").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task A_list_takes_every_part_of_a_filter_and_a_sort()
    {
        await using var node = await RunningNode.StartAsync();
        var low = await node.SubmitAsync("""{"kind":"gated","priority":1,"tags":["x"]}""");
        var high = await node.SubmitAsync("""{"kind":"gated","priority":10,"tags":["x"]}""");
        await node.SubmitAsync("""{"kind":"gated","priority":30,"tags":["x"]}""");
        await node.SubmitAsync("""{"kind":"gated","priority":5}""");
        var soon = Uri.EscapeDataString((TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1)).ToString("O"));

        var page = await node.GetAsync($"tasks?tag=x&minPriority=1&maxPriority=10&createdBefore={soon}&sort=priority&desc=true");

        page.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("id").GetString()).ShouldBe([high, low]);
        (await node.GetAsync($"tasks?createdAfter={soon}")).GetProperty("tasks").GetArrayLength().ShouldBe(0);
        (await node.GetAsync("tasks?errorCode=broken")).GetProperty("tasks").GetArrayLength().ShouldBe(0);
        (await node.GetAsync("tasks?sort=nix", HttpStatusCode.BadRequest)).GetProperty("detail").GetString()!.ShouldContain("created, ended, priority, attempts");
    }

    [Fact]
    public async Task A_command_is_refused_at_once_where_commands_are_off()
    {
        await using var node = await RunningNode.StartAsync(workers: 1);

        var problem = await node.PostAsync("tasks", """{"kind":"command","payload":{"program":"true"}}""", HttpStatusCode.Forbidden);

        problem.GetProperty("code").GetString().ShouldBe("command-disabled");
        problem.GetProperty("detail").GetString()!.ShouldContain("actorqueue.processors.command.enabled = on");
    }
}
