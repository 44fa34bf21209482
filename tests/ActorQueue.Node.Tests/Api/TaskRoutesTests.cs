using System.Net;
using ActorQueue.Contracts;

namespace ActorQueue.Node.Tests.Api;

public sealed class TaskRoutesTests
{
    [Fact]
    public async Task A_submitted_task_is_kept_with_everything_that_was_said_of_it()
    {
        await using var node = await RunningNode.StartAsync();
        var id = TaskId.New(TimeProvider.System);

        var outcome = await node.PostAsync(
            "tasks",
            $$"""{"id":"{{id}}","kind":"gated","name":"a name","payload":{"file":"a.wav"},"priority":"high","description":"why","tags":["one","two"],"delaySeconds":3600,"retry":{"maxAttempts":2} }""",
            HttpStatusCode.Created);

        outcome.GetProperty("result").GetString().ShouldBe("accepted");
        outcome.GetProperty("status").GetString().ShouldBe("scheduled");
        var task = await node.GetAsync($"tasks/{id}");
        task.GetProperty("name").GetString().ShouldBe("a name");
        task.GetProperty("kind").GetString().ShouldBe("gated");
        task.GetProperty("priority").GetInt32().ShouldBe(10);
        task.GetProperty("description").GetString().ShouldBe("why");
        task.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ShouldBe(["one", "two"]);
        var due = task.GetProperty("dueAt").GetDateTimeOffset() - task.GetProperty("createdAt").GetDateTimeOffset();
        due.ShouldBeInRange(TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
    }

    [Fact]
    public async Task The_same_id_again_is_the_same_task()
    {
        await using var node = await RunningNode.StartAsync();
        var json = $$"""{"id":"{{TaskId.New(TimeProvider.System)}}","kind":"gated"}""";
        await node.PostAsync("tasks", json, HttpStatusCode.Created);

        var again = await node.PostAsync("tasks", json);

        again.GetProperty("result").GetString().ShouldBe("duplicate");
        (await node.GetAsync("stats")).GetProperty("totalTasks").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task A_payload_reaches_the_processor_as_it_was_sent()
    {
        await using var node = await RunningNode.StartAsync(workers: 1);
        var json = await node.SubmitAsync("""{"kind":"gated","payload":{"a":[1,"ü"]}}""");
        var bytes = await node.SubmitAsync("""{"kind":"gated","payloadBase64":"AAH/","contentType":"application/octet-stream"}""");

        node.Gate.Open();
        await node.WaitForStatusAsync(json, "completed");
        await node.WaitForStatusAsync(bytes, "completed");

        (await node.GetAsync($"tasks/{json}")).GetProperty("result").GetProperty("a")[1].GetString().ShouldBe("ü");
        (await node.GetAsync($"tasks/{bytes}")).GetProperty("result").GetProperty("base64").GetString().ShouldBe("AAH/");
    }

    [Theory]
    [InlineData("{", "body")]
    [InlineData("""{"kind":"gated","prio":1}""", "prio")]
    [InlineData("""{}""", "kind: must name a processor")]
    [InlineData("""{"kind":"gated","id":"1"}""", "task id")]
    [InlineData("""{"kind":"gated","priority":"huge"}""", "low, normal, high")]
    [InlineData("""{"kind":"gated","queue":"other"}""", "the request is for 'default', not 'other'")]
    [InlineData("""{"kind":"gated","payload":1,"payloadBase64":"AA=="}""", "payloadBase64: excludes payload")]
    [InlineData("""{"kind":"gated","payloadBase64":"?"}""", "payloadBase64: is not base 64")]
    [InlineData("""{"kind":"gated","delaySeconds":-1}""", "delaySeconds: -1 is not in the range")]
    [InlineData("""{"kind":"gated","delaySeconds":1,"notBefore":"2030-01-01T00:00:00Z"}""", "delaySeconds: excludes notBefore")]
    [InlineData("""{"kind":"gated","retry":{"strategy":"wild"}}""", "fixed, exponential, custom")]
    [InlineData("""{"kind":"gated","retry":{"maxAttempts":0}}""", "retry.maxAttempts: 0 is not in the range")]
    public async Task A_submission_that_breaks_a_rule_is_refused_with_the_rule(string json, string rule)
    {
        await using var node = await RunningNode.StartAsync();

        var problem = await node.PostAsync("tasks", json, HttpStatusCode.BadRequest);

        problem.GetProperty("code").GetString().ShouldBe("invalid");
        problem.GetProperty("type").GetString().ShouldBe("urn:actorqueue:invalid");
        problem.GetProperty("status").GetInt32().ShouldBe(400);
        problem.GetProperty("detail").GetString()!.ShouldContain(rule);
        (await node.GetAsync("stats")).GetProperty("totalTasks").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task A_full_queue_says_when_to_come_again()
    {
        await using var node = await RunningNode.StartAsync(settings: "actorqueue.queue.max-length = 1");
        await node.SubmitAsync();

        using var content = new StringContent("""{"kind":"gated"}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await node.Http.PostAsync("tasks", content);

        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        (await response.Content.ReadAsStringAsync()).ShouldContain("\"code\":\"queue-full\"");
    }

    [Fact]
    public async Task A_payload_or_a_body_past_its_limit_is_refused()
    {
        await using var node = await RunningNode.StartAsync(settings: "actorqueue { queue.max-payload-bytes = 10, api.max-body-bytes = 2 KiB }");

        var payload = await node.PostAsync("tasks", """{"kind":"gated","payload":"more than ten bytes"}""", HttpStatusCode.RequestEntityTooLarge);
        var body = await node.PostAsync("tasks", $$"""{"kind":"gated","description":"{{new string('x', 3000)}}"}""", HttpStatusCode.RequestEntityTooLarge);

        payload.GetProperty("code").GetString().ShouldBe("payload-too-large");
        body.GetProperty("code").GetString().ShouldBe("request-too-large");
        body.GetProperty("detail").GetString()!.ShouldContain("api.max-body-bytes");
    }

    [Fact]
    public async Task Many_tasks_at_once_have_an_outcome_each()
    {
        await using var node = await RunningNode.StartAsync(settings: "actorqueue.queue.max-length = 2");

        var answer = await node.PostAsync("tasks/bulk", """{"tasks":[{"kind":"gated"},{"kind":"gated","priority":1},{"kind":"gated"}]}""");

        answer.GetProperty("outcomes").EnumerateArray().Select(outcome => outcome.GetProperty("result").GetString()).ShouldBe(["accepted", "accepted", "rejected"]);
        answer.GetProperty("outcomes")[2].GetProperty("code").GetString().ShouldBe("queue-full");
    }

    [Theory]
    [InlineData("""{"tasks":[]}""", "tasks: must not be empty")]
    [InlineData("""{"tasks":[{"kind":"gated"},{"kind":"gated","delaySeconds":-1}]}""", "tasks[1].delaySeconds")]
    [InlineData("""{"tasks":null}""", "tasks")]
    [InlineData("""{"tasks":[null]}""", "tasks")]
    public async Task Many_tasks_of_which_one_cannot_be_read_are_refused_together(string json, string rule)
    {
        await using var node = await RunningNode.StartAsync();

        var problem = await node.PostAsync("tasks/bulk", json, HttpStatusCode.BadRequest);

        problem.GetProperty("detail").GetString()!.ShouldContain(rule);
        (await node.GetAsync("stats")).GetProperty("totalTasks").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task A_list_is_filtered_and_comes_in_pages()
    {
        await using var node = await RunningNode.StartAsync();
        var first = await node.SubmitAsync();
        var second = await node.SubmitAsync();
        await node.SubmitAsync("""{"kind":"failing"}""");

        var page = await node.GetAsync("tasks?status=pending&kind=gated&limit=1");
        var next = await node.GetAsync($"tasks?status=pending&kind=gated&limit=1&cursor={Uri.EscapeDataString(page.GetProperty("nextCursor").GetString()!)}");

        page.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("id").GetString()).ShouldBe([first]);
        next.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("id").GetString()).ShouldBe([second]);
    }

    [Theory]
    [InlineData("tasks?status=nix", "status: 'nix' is none of pending")]
    [InlineData("tasks?limit=0", "limit: 0 is not in the range 1 to 500")]
    [InlineData("tasks?limit=many", "many")]
    [InlineData("tasks?cursor=nix", "'nix' is not a cursor")]
    [InlineData("tasks/not-an-id", "not-an-id")]
    public async Task A_question_that_breaks_a_rule_is_refused_with_the_rule(string path, string rule)
    {
        await using var node = await RunningNode.StartAsync();

        (await node.GetAsync(path, HttpStatusCode.BadRequest)).GetProperty("detail").GetString()!.ShouldContain(rule);
    }

    [Fact]
    public async Task A_waiting_task_is_cancelled_at_once_and_a_second_time_has_ended_already()
    {
        await using var node = await RunningNode.StartAsync();
        var id = await node.SubmitAsync();

        var answer = await node.PostAsync($"tasks/{id}/cancel");
        var again = await node.PostAsync($"tasks/{id}/cancel");

        answer.GetProperty("result").GetString().ShouldBe("cancelled");
        answer.GetProperty("status").GetString().ShouldBe("cancelled");
        again.GetProperty("result").GetString().ShouldBe("already-finished");
    }

    [Fact]
    public async Task A_running_task_is_asked_to_stop()
    {
        await using var node = await RunningNode.StartAsync(workers: 1);
        var id = await node.SubmitAsync();
        await node.WaitForStatusAsync(id, "processing");

        var answer = await node.PostAsync($"tasks/{id}/cancel");
        await node.WaitForStatusAsync(id, "cancelled");

        answer.GetProperty("result").GetString().ShouldBe("requested");
    }

    [Fact]
    public async Task A_failed_task_shows_its_error()
    {
        await using var node = await RunningNode.StartAsync(workers: 1);
        var id = await node.SubmitAsync("""{"kind":"failing"}""");

        await node.WaitForStatusAsync(id, "failed");

        var error = (await node.GetAsync($"tasks/{id}")).GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe("broken");
        error.GetProperty("message").GetString().ShouldBe("as the test wants it");
    }

    [Fact]
    public async Task An_unknown_task_is_not_found()
    {
        await using var node = await RunningNode.StartAsync();
        var id = TaskId.New(TimeProvider.System);

        (await node.GetAsync($"tasks/{id}", HttpStatusCode.NotFound)).GetProperty("code").GetString().ShouldBe("not-found");
        (await node.PostAsync($"tasks/{id}/cancel", null, HttpStatusCode.NotFound)).GetProperty("code").GetString().ShouldBe("not-found");
    }
}
