using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ActorQueue.Contracts;

namespace ActorQueue.Node.Tests.Api;

/// <summary>Workers that are not the queue's own, over HTTP. No node here runs anything itself.</summary>
public sealed class WorkerRoutesTests
{
    [Fact]
    public async Task A_worker_registers_takes_a_task_reports_it_and_leaves()
    {
        await using var node = await RunningNode.StartAsync();
        using var worker = await ForeignWorker.RegisterAsync(node, """{"name":"bash/1","kinds":["gated"],"maxAttempts":2,"minPriority":"normal"}""");
        (await worker.SendAsync(HttpMethod.Post, "next", expected: HttpStatusCode.NoContent)).ValueKind.ShouldBe(JsonValueKind.Undefined);
        await node.SubmitAsync("""{"kind":"gated","priority":"low"}""");
        var id = await node.SubmitAsync("""{"kind":"gated","name":"a name","payload":{"n":1}}""");

        var lease = await worker.SendAsync(HttpMethod.Post, "next");

        lease.GetProperty("taskId").GetString().ShouldBe(id);
        lease.GetProperty("attempt").GetInt32().ShouldBe(1);
        lease.GetProperty("name").GetString().ShouldBe("a name");
        lease.GetProperty("payload").GetProperty("n").GetInt32().ShouldBe(1);
        lease.GetProperty("expiresAt").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);
        (await worker.SendAsync(HttpMethod.Post, $"tasks/{id}/1/complete", """{"sum":3}""")).GetProperty("status").GetString().ShouldBe("completed");
        (await node.GetAsync($"tasks/{id}")).GetProperty("result").GetProperty("sum").GetInt32().ShouldBe(3);
        await worker.SendAsync(HttpMethod.Delete, "", expected: HttpStatusCode.NoContent);
        (await worker.RefusalAsync(HttpMethod.Post, "heartbeat", null, HttpStatusCode.NotFound)).ShouldBe(WorkerRefusals.UnknownWorker);
    }

    [Fact]
    public async Task A_payload_that_is_no_json_comes_as_base_64_and_an_empty_one_as_null()
    {
        await using var node = await RunningNode.StartAsync();
        using var worker = await ForeignWorker.RegisterAsync(node, """{"name":"w","maxAttempts":2}""");
        await node.SubmitAsync("""{"kind":"gated","payloadBase64":"AQID","contentType":"application/octet-stream"}""");
        await node.SubmitAsync();

        (await worker.SendAsync(HttpMethod.Post, "next")).GetProperty("payload").GetProperty("base64").GetString().ShouldBe("AQID");
        (await worker.SendAsync(HttpMethod.Post, "next")).GetProperty("payload").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    /// <summary>The answer to a report may be lost, and the host may have been restarted and have let the task go when it is repeated.</summary>
    [Fact]
    public async Task A_report_may_be_repeated_also_when_only_the_history_has_the_task()
    {
        var folder = Directory.CreateTempSubdirectory("aq-node-").FullName;
        try
        {
            string id, path;
            AuthenticationHeaderValue token;
            await using (var node = await RunningNode.StartAsync(folder: folder))
            {
                using var worker = await ForeignWorker.RegisterAsync(node);
                id = await worker.TakeAsync();
                for (var i = 0; i < 2; i++)
                {
                    (await worker.SendAsync(HttpMethod.Post, $"tasks/{id}/1/complete", "{}")).GetProperty("status").GetString().ShouldBe("completed");
                }

                (path, token) = (worker.Path, worker.Token);
            }

            await using var again = await RunningNode.StartAsync(folder: folder);
            using var same = new ForeignWorker(again, path, token);
            (await same.SendAsync(HttpMethod.Post, $"tasks/{id}/1/complete", """{"other":1}""")).GetProperty("status").GetString().ShouldBe("completed");
            (await again.GetAsync($"tasks/{id}")).GetProperty("result").GetRawText().ShouldBe("{}");
            using var other = await ForeignWorker.RegisterAsync(again);
            (await other.RefusalAsync(HttpMethod.Post, $"tasks/{id}/1/complete", "{}", HttpStatusCode.Conflict)).ShouldBe(WorkerRefusals.LeaseLost);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Each_refusal_says_what_is_wrong()
    {
        await using var node = await RunningNode.StartAsync(settings: "actorqueue.worker.max-registered = 2");
        using var worker = await ForeignWorker.RegisterAsync(node);
        var id = await worker.TakeAsync();
        (await worker.RefusalAsync(HttpMethod.Post, "next", null, HttpStatusCode.Conflict)).ShouldBe(WorkerRefusals.NoRoom);
        (await worker.RefusalAsync(HttpMethod.Post, "next?wait=31", null, HttpStatusCode.BadRequest)).ShouldBe("invalid");
        (await worker.RefusalAsync(HttpMethod.Post, "heartbeat?status=idle", null, HttpStatusCode.BadRequest)).ShouldBe("invalid");
        (await worker.RefusalAsync(HttpMethod.Post, $"tasks/{id}/2/complete", "{}", HttpStatusCode.Conflict)).ShouldBe(WorkerRefusals.LeaseLost);
        (await worker.RefusalAsync(HttpMethod.Put, $"tasks/{id}/2/checkpoint", "{}", HttpStatusCode.Conflict)).ShouldBe(WorkerRefusals.LeaseLost);
        (await worker.RefusalAsync(HttpMethod.Post, $"tasks/{id}/1/fail", """{"code":"x"}""", HttpStatusCode.BadRequest)).ShouldBe("invalid");
        (await worker.RefusalAsync(HttpMethod.Post, $"tasks/{id}/1/fail", """{"code":"x","message":"y","class":"none"}""", HttpStatusCode.BadRequest)).ShouldBe("invalid");

        foreach (var token in new[] { null, new AuthenticationHeaderValue("Bearer", "guessed"), new AuthenticationHeaderValue("Basic", worker.Token.Parameter) })
        {
            using var thief = new ForeignWorker(node, worker.Path, token!);
            foreach (var call in new[] { "heartbeat", "next", $"tasks/{id}/1/complete", $"tasks/{id}/1/release" })
            {
                (await thief.RefusalAsync(HttpMethod.Post, call, null, HttpStatusCode.Unauthorized)).ShouldBe(WorkerRefusals.WrongToken);
            }

            (await thief.RefusalAsync(HttpMethod.Delete, "", null, HttpStatusCode.Unauthorized)).ShouldBe(WorkerRefusals.WrongToken);
        }

        await node.PostAsync("workers", """{"name":""}""", HttpStatusCode.BadRequest);
        await node.PostAsync("workers", """{"name":"w","queue":"other"}""", HttpStatusCode.BadRequest);
        await node.PostAsync("workers", """{"name":"w","unknown":1}""", HttpStatusCode.BadRequest);
        using var second = await ForeignWorker.RegisterAsync(node);
        (await node.PostAsync("workers", """{"name":"w"}""", HttpStatusCode.TooManyRequests)).GetProperty("code").GetString().ShouldBe(WorkerRefusals.TooManyWorkers);
        (await node.GetAsync($"tasks/{id}")).GetProperty("status").GetString().ShouldBe("processing", "nothing of all that has touched it");
    }

    [Fact]
    public async Task Who_holds_back_whom_is_told_to_a_worker_that_asks_for_work_and_a_draining_queue_is_worked_off()
    {
        await using var node = await RunningNode.StartAsync();
        using var worker = await ForeignWorker.RegisterAsync(node);
        await node.SubmitAsync();

        await node.PostAsync("queue/pause");
        (await worker.RefusalAsync(HttpMethod.Post, "next?wait=0", null, HttpStatusCode.Conflict)).ShouldBe("queue-paused");
        await node.PostAsync("queue/resume");
        await node.PostAsync($"{worker.Path}/pause");
        (await worker.RefusalAsync(HttpMethod.Post, "next", null, HttpStatusCode.Conflict)).ShouldBe("worker-paused");
        (await worker.SendAsync(HttpMethod.Post, "heartbeat")).GetProperty("isPaused").GetBoolean().ShouldBeTrue();
        await node.PostAsync($"{worker.Path}/resume");

        await node.PostAsync("queue/drain");
        await worker.SendAsync(HttpMethod.Post, "next");
    }

    [Fact]
    public async Task A_failure_a_release_progress_and_a_cancel_reach_the_other_side()
    {
        await using var node = await RunningNode.StartAsync();
        using var worker = await ForeignWorker.RegisterAsync(node);
        var id = await worker.TakeAsync();

        (await worker.SendAsync(HttpMethod.Post, $"tasks/{id}/1/progress", """{"current":1,"total":2,"message":"half"}""")).GetProperty("isCancelRequested").GetBoolean().ShouldBeFalse();
        (await node.GetAsync($"tasks/{id}")).GetProperty("progress").GetProperty("percent").GetDouble().ShouldBe(50);
        await worker.SendAsync(HttpMethod.Post, "heartbeat?status=error");
        (await node.GetAsync("workers")).GetProperty("workers")[0].GetProperty("status").GetString().ShouldBe("error");
        (await worker.SendAsync(HttpMethod.Post, $"tasks/{id}/1/release")).GetProperty("status").GetString().ShouldBe("pending");
        (await worker.SendAsync(HttpMethod.Post, "next")).GetProperty("attempt").GetInt32().ShouldBe(2);
        await node.PostAsync($"tasks/{id}/cancel");
        var held = (await worker.SendAsync(HttpMethod.Post, "heartbeat")).GetProperty("leases")[0];
        (held.GetProperty("taskId").GetString(), held.GetProperty("isCancelRequested").GetBoolean()).ShouldBe((id, true));
        (await worker.SendAsync(HttpMethod.Post, $"tasks/{id}/2/fail", """{"code":"cancelled","message":"as asked","class":"cancelled"}""")).GetProperty("status").GetString().ShouldBe("cancelled");

        var other = await worker.TakeAsync();
        var failed = await worker.SendAsync(HttpMethod.Post, $"tasks/{other}/1/fail", """{"code":"no-luck","message":"try again"}""");
        (failed.GetProperty("status").GetString(), failed.GetProperty("dueAt").ValueKind).ShouldBe(("retry", JsonValueKind.String));
    }

    [Fact]
    public async Task A_checkpoint_is_kept_for_the_next_attempt()
    {
        await using var node = await RunningNode.StartAsync();
        using var worker = await ForeignWorker.RegisterAsync(node);
        var id = await worker.TakeAsync();
        await worker.SendAsync(HttpMethod.Get, $"tasks/{id}/1/checkpoint", expected: HttpStatusCode.NoContent);

        (await worker.SendAsync(HttpMethod.Put, $"tasks/{id}/1/checkpoint", """{"done":7}""")).GetProperty("hasCheckpoint").GetBoolean().ShouldBeTrue();
        await worker.SendAsync(HttpMethod.Post, $"tasks/{id}/1/release");

        (await worker.SendAsync(HttpMethod.Post, "next")).GetProperty("hasCheckpoint").GetBoolean().ShouldBeTrue();
        (await worker.SendAsync(HttpMethod.Get, $"tasks/{id}/2/checkpoint")).GetProperty("done").GetInt32().ShouldBe(7);
    }

    /// <summary>No more of a body is read than may be kept, and the attempt is still there for a better report.</summary>
    [Fact]
    public async Task A_result_or_a_checkpoint_that_is_too_large_is_refused_and_the_attempt_goes_on()
    {
        await using var node = await RunningNode.StartAsync(settings: "actorqueue { queue.max-result-bytes = 100, attempt.max-checkpoint-bytes = 50 }");
        using var worker = await ForeignWorker.RegisterAsync(node);
        var id = await worker.TakeAsync();

        (await worker.RefusalAsync(HttpMethod.Post, $"tasks/{id}/1/complete", new string('1', 101), HttpStatusCode.RequestEntityTooLarge)).ShouldBe(ErrorCodes.ResultTooLarge);
        (await worker.RefusalAsync(HttpMethod.Post, $"tasks/{id}/1/complete", new string('1', 101), HttpStatusCode.RequestEntityTooLarge, isChunked: true)).ShouldBe(ErrorCodes.ResultTooLarge);
        (await worker.RefusalAsync(HttpMethod.Put, $"tasks/{id}/1/checkpoint", new string('1', 51), HttpStatusCode.RequestEntityTooLarge)).ShouldBe(ErrorCodes.CheckpointTooLarge);

        (await worker.SendAsync(HttpMethod.Post, $"tasks/{id}/1/complete", new string('1', 100))).GetProperty("status").GetString().ShouldBe("completed");
    }

    [Fact]
    public async Task A_worker_that_waits_is_given_the_task_that_comes()
    {
        await using var node = await RunningNode.StartAsync();
        using var worker = await ForeignWorker.RegisterAsync(node);
        var waiting = worker.SendAsync(HttpMethod.Post, "next?wait=30");
        await WaitingAsync(node, 1);

        var id = await node.SubmitAsync();

        (await waiting).GetProperty("taskId").GetString().ShouldBe(id);
    }

    /// <summary>A lease that nobody has taken would hold the task back until it runs out, after 15 minutes.</summary>
    [Fact]
    public async Task A_task_is_not_given_to_a_worker_that_waited_and_has_gone()
    {
        await using var node = await RunningNode.StartAsync();
        using var gone = await ForeignWorker.RegisterAsync(node);
        using var stays = await ForeignWorker.RegisterAsync(node);
        using var hangUp = new CancellationTokenSource();
        var waiting = gone.SendAsync(HttpMethod.Post, "next?wait=30", cancellationToken: hangUp.Token);
        await WaitingAsync(node, 1);

        await hangUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        await WaitingAsync(node, 0);
        var id = await node.SubmitAsync();
        var lease = await stays.SendAsync(HttpMethod.Post, "next");
        (lease.GetProperty("taskId").GetString(), lease.GetProperty("attempt").GetInt32()).ShouldBe((id, 1));
    }

    [Fact]
    public async Task A_host_that_stops_sends_those_away_who_wait()
    {
        Task<string> waiting;
        await using (var node = await RunningNode.StartAsync())
        {
            // Not disposed before the answer is there.
            var worker = await ForeignWorker.RegisterAsync(node);
            waiting = worker.RefusalAsync(HttpMethod.Post, "next?wait=30", null, HttpStatusCode.ServiceUnavailable);
            await WaitingAsync(node, 1);
        }

        (await waiting).ShouldBe("unavailable");
    }

    private static async Task WaitingAsync(RunningNode node, int count)
    {
        using var timeout = new CancellationTokenSource(RunningNode.Patience);
        while ((await node.GetAsync("workers")).GetProperty("workers").EnumerateArray().Sum(worker => worker.GetProperty("waiting").GetInt32()) != count)
        {
            timeout.Token.ThrowIfCancellationRequested();
        }
    }

    private sealed class ForeignWorker(RunningNode node, string path, AuthenticationHeaderValue token) : IDisposable
    {
        private readonly HttpClient _http = RunningNode.ClientOf(node.Api.SocketPath);

        public string Path => path;

        public AuthenticationHeaderValue Token => token;

        public static async Task<ForeignWorker> RegisterAsync(RunningNode node, string registration = """{"name":"w"}""")
        {
            var registered = await node.PostAsync("workers", registration, HttpStatusCode.Created);
            registered.GetProperty("heartbeatIntervalSeconds").GetDouble().ShouldBe(30);
            registered.GetProperty("leaseTimeoutSeconds").GetDouble().ShouldBe(900);
            return new ForeignWorker(
                node,
                $"workers/{Uri.EscapeDataString(registered.GetProperty("workerId").GetString()!)}",
                new AuthenticationHeaderValue("Bearer", registered.GetProperty("token").GetString()));
        }

        /// <summary>Submits a task and leases it.</summary>
        public async Task<string> TakeAsync()
        {
            var id = await node.SubmitAsync();
            (await SendAsync(HttpMethod.Post, "next")).GetProperty("taskId").GetString().ShouldBe(id);
            return id;
        }

        public async Task<string> RefusalAsync(HttpMethod method, string call, string? body, HttpStatusCode expected, bool isChunked = false) =>
            (await SendAsync(method, call, body, expected, isChunked)).GetProperty("code").GetString()!;

        public async Task<JsonElement> SendAsync(
            HttpMethod method, string call, string? body = null, HttpStatusCode expected = HttpStatusCode.OK, bool isChunked = false, CancellationToken cancellationToken = default)
        {
            using var request = new HttpRequestMessage(method, call.Length == 0 ? path : $"{path}/{call}");
            request.Headers.Authorization = token;
            request.Headers.TransferEncodingChunked = isChunked;
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await _http.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            response.StatusCode.ShouldBe(expected, text);
            return text.Length == 0 ? default : JsonElement.Parse(text);
        }

        public void Dispose() => _http.Dispose();
    }
}
