using System.Net;
using ActorQueue.Contracts;

namespace ActorQueue.Node.Tests.Api;

public sealed class BatchRoutesTests
{
    [Fact]
    public async Task A_batch_ends_with_its_tasks_and_its_callback_follows()
    {
        await using var node = await RunningNode.StartAsync(workers: 1);
        node.Gate.Open();
        var created = await node.PostAsync("batches", """{"name":"import","onSuccess":{"kind":"gated","name":"after"}}""", HttpStatusCode.Created);
        var batch = created.GetProperty("id").GetString();
        var task = await node.SubmitAsync($$"""{"kind":"gated","batchId":"{{batch}}"}""");

        (await node.PostAsync($"batches/{batch}/seal")).GetProperty("totalTasks").GetInt64().ShouldBe(1);
        await node.WaitForStatusAsync(task, "completed");

        (await node.GetAsync($"batches/{batch}")).GetProperty("status").GetString().ShouldBe("completed");
        (await node.GetAsync("tasks")).GetProperty("tasks").EnumerateArray().Select(found => found.GetProperty("name").GetString()).ShouldContain("after");
        (await node.GetAsync("batches?status=completed")).GetProperty("batches").GetArrayLength().ShouldBe(1);
        (await node.GetAsync("batches?status=open")).GetProperty("batches").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_cancelled_batch_takes_its_waiting_tasks_along()
    {
        await using var node = await RunningNode.StartAsync();
        var batch = (await node.PostAsync("batches", """{"name":"import"}""", HttpStatusCode.Created)).GetProperty("id").GetString();
        await node.SubmitAsync($$"""{"kind":"gated","batchId":"{{batch}}"}""");

        (await node.PostAsync($"batches/{batch}/cancel")).GetProperty("cancelled").GetInt32().ShouldBe(1);

        (await node.PostAsync("tasks", $$"""{"kind":"gated","batchId":"{{batch}}"}""", HttpStatusCode.Conflict)).GetProperty("code").GetString().ShouldBe("batch-sealed");

        (await node.PostAsync($"batches/{batch}/retry")).GetProperty("retried").GetInt32().ShouldBe(1);
        (await node.GetAsync($"batches/{batch}")).GetProperty("status").GetString().ShouldBe("sealed");
    }

    [Fact]
    public async Task Wrong_batches_are_refused_with_the_rule()
    {
        await using var node = await RunningNode.StartAsync();
        var unknown = BatchId.New(TimeProvider.System);

        (await node.PostAsync("batches", "{}", HttpStatusCode.BadRequest)).GetProperty("detail").GetString()!.ShouldContain("name");
        (await node.PostAsync("batches", """{"name":"x","onFailure":{"kind":"gated","delaySeconds":-1}}""", HttpStatusCode.BadRequest))
            .GetProperty("detail").GetString()!.ShouldContain("onFailure.delaySeconds");
        (await node.GetAsync("batches?status=nix", HttpStatusCode.BadRequest)).GetProperty("detail").GetString()!.ShouldContain("open, sealed");
        (await node.GetAsync("batches?limit=0", HttpStatusCode.BadRequest)).GetProperty("detail").GetString()!.ShouldContain("1 to 500");
        foreach (var verb in new[] { "seal", "cancel", "retry" })
        {
            await node.PostAsync($"batches/{unknown}/{verb}", null, HttpStatusCode.NotFound);
        }

        await node.GetAsync($"batches/{unknown}", HttpStatusCode.NotFound);
        (await node.PostAsync("tasks", $$"""{"kind":"gated","batchId":"{{unknown}}"}""", HttpStatusCode.UnprocessableEntity)).GetProperty("code").GetString().ShouldBe("unknown-batch");
    }

    [Fact]
    public async Task A_workflow_is_one_submit_and_a_circle_in_it_is_named()
    {
        await using var node = await RunningNode.StartAsync();
        var (first, second) = (TaskId.New(TimeProvider.System), TaskId.New(TimeProvider.System));

        var circle = await node.PostAsync("tasks/bulk", Workflow(first, second, $$"""[{"id":"{{second}}"}]"""));
        var line = await node.PostAsync("tasks/bulk", Workflow(first, second, "[]"));

        circle.GetProperty("outcomes")[0].GetProperty("code").GetString().ShouldBe("dependency-cycle");
        line.GetProperty("outcomes").EnumerateArray().Select(outcome => outcome.GetProperty("status").GetString()).ShouldBe(["pending", "blocked"]);
    }

    private static string Workflow(TaskId first, TaskId second, string firstDependsOn) =>
        $$"""{"atomic":true,"tasks":[{"id":"{{first}}","kind":"gated","dependsOn":{{firstDependsOn}} },{"id":"{{second}}","kind":"gated","dependsOn":[{"id":"{{first}}","on":"end"}]}]}""";
}
