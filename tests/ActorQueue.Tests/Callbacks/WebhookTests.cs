using System.Net;
using System.Text;
using System.Text.Json;
using ActorQueue.Callbacks;
using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Tests.Callbacks;

public sealed class WebhookTests
{
    private const string Local = "actorqueue { webhook { secrets = [new-secret, old-secret], allow-http = on, allow-private-networks = on } }";

    private static WebhookSettings Open { get; } = new(["secret"], [], AllowHttp: true, AllowPrivateNetworks: true, TimeSpan.FromMinutes(1));

    [Fact]
    public async Task A_receiver_is_told_of_the_end_signed_with_every_secret_in_force()
    {
        await using var receiver = new WebhookReceiver();
        await using var embedded = await StartAsync(Local);
        var task = EmbeddedQueue.NewTask("echo", """{"a":1}""").WithWebhook(DependencyCondition.End, receiver.Url);

        await embedded.RunAsync(task);
        var delivery = await receiver.NextAsync();

        var now = TimeProvider.System.GetUtcNow();
        foreach (var secret in (string[])["new-secret", "old-secret"])
        {
            WebhookSignature.Verify(delivery.Headers[WebhookSignature.HeaderName], delivery.Body, secret, now, TimeSpan.FromMinutes(5)).ShouldBeTrue();
        }

        WebhookSignature.Verify(delivery.Headers[WebhookSignature.HeaderName], delivery.Body, "other", now, TimeSpan.FromMinutes(5)).ShouldBeFalse();
        var id = FollowUpId.Of(task.Id, 1, 0);
        delivery.Headers["ActorQueue-Delivery"].ShouldBe(id.ToString());
        var body = JsonDocument.Parse(delivery.Body).RootElement;
        (body.GetProperty("event").GetString(), body.GetProperty("attempt").GetInt32()).ShouldBe(("task.completed", 1));
        body.GetProperty("task").GetProperty("id").GetString().ShouldBe(task.Id.ToString());
        body.GetProperty("task").GetProperty("result").GetProperty("a").GetInt32().ShouldBe(1);
        (await embedded.EndOfAsync(id)).Status.ShouldBe(QueueTaskStatus.Completed);
    }

    [Fact]
    public async Task A_receiver_that_fails_is_tried_again_with_the_same_delivery_id()
    {
        await using var receiver = new WebhookReceiver();
        receiver.Answers.Clear();
        receiver.Answers.Enqueue("503 Busy");
        receiver.Answers.Enqueue("200 OK");
        await using var embedded = await StartAsync(Local);
        var task = EmbeddedQueue.NewTask("echo").WithWebhook(DependencyCondition.End, receiver.Url, RetryOptions.Fixed(TimeSpan.FromMilliseconds(1)));

        await embedded.RunAsync(task);
        var (first, second) = (await receiver.NextAsync(), await receiver.NextAsync());

        second.Headers["ActorQueue-Delivery"].ShouldBe(first.Headers["ActorQueue-Delivery"]);
        JsonDocument.Parse(second.Body).RootElement.GetProperty("attempt").GetInt32().ShouldBe(2);
        (await embedded.EndOfAsync(FollowUpId.Of(task.Id, 1, 0))).Status.ShouldBe(QueueTaskStatus.Completed);
    }

    [Theory]
    [InlineData("400 Bad", FailureClass.Permanent)]
    [InlineData("410 Gone", FailureClass.Permanent)]
    [InlineData("302 Found\r\nLocation: http://127.0.0.1:1/", FailureClass.Permanent)]
    [InlineData("408 Slow", FailureClass.Retryable)]
    [InlineData("429 Often", FailureClass.Retryable)]
    [InlineData("500 Broken", FailureClass.Retryable)]
    public async Task The_answer_says_whether_a_retry_can_help(string answer, FailureClass expected)
    {
        await using var receiver = new WebhookReceiver();
        receiver.Answers.Clear();
        receiver.Answers.Enqueue(answer);

        var failed = await FailAsync(Open, receiver.Url);

        failed.FailureClass.ShouldBe(expected);
        failed.Message.ShouldContain($"answered {answer[..3]}: well");
    }

    [Fact]
    public async Task What_the_receiver_says_is_quoted_in_part_and_without_control_characters()
    {
        await using var receiver = new WebhookReceiver { Body = "\u001b[31m" + new string('x', 10_000) };
        receiver.Answers.Clear();
        receiver.Answers.Enqueue("500 Broken");

        var failed = await FailAsync(Open, receiver.Url);

        failed.Message.ShouldContain("[31mxxx");
        failed.Message.Length.ShouldBeLessThan(1000);
        failed.Message.ShouldNotContain('\u001b');
    }

    [Fact]
    public async Task A_batchs_webhook_tells_of_the_batch()
    {
        await using var receiver = new WebhookReceiver();
        await using var embedded = await StartAsync(Local);
        var batch = new BatchSpec { Id = BatchId.New(TimeProvider.System), Name = "album", OnSuccess = WebhookTask.To(receiver.Url) };
        await embedded.Queue.CreateBatchAsync(batch);
        await embedded.Queue.EnqueueAsync(EmbeddedQueue.NewTask("echo") with { BatchId = batch.Id });
        await embedded.Queue.SealBatchAsync(batch.Id);

        var body = JsonDocument.Parse((await receiver.NextAsync()).Body).RootElement;

        body.GetProperty("event").GetString().ShouldBe("batch.completed");
        body.GetProperty("batch").GetProperty("id").GetString().ShouldBe(batch.Id.ToString());
        body.TryGetProperty("task", out _).ShouldBeFalse();
    }

    [Fact]
    public void A_receiver_that_is_down_is_given_minutes_unless_the_application_says_otherwise()
    {
        var patient = WebhookTask.To(new Uri("https://example.com/")).Retry.ShouldNotBeNull();
        (patient.MaxAttempts, patient.MaxDelay, patient.PriorityStep).ShouldBe((8, TimeSpan.FromMinutes(5), 0));
        var own = RetryOptions.Fixed(TimeSpan.FromSeconds(1));
        WebhookTask.To(new Uri("https://example.com/"), own).Retry.ShouldBe(own);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_is_given_up_on_after_the_time_limit()
    {
        await using var receiver = new WebhookReceiver();
        receiver.Answers.Clear();
        receiver.Answers.Enqueue(null);

        (await FailAsync(Open with { Timeout = TimeSpan.FromMilliseconds(50) }, receiver.Url)).FailureClass.ShouldBe(FailureClass.Timeout);
    }

    [Fact]
    public async Task A_receiver_that_is_not_there_is_tried_again()
    {
        Uri gone;
        await using (var receiver = new WebhookReceiver())
        {
            gone = receiver.Url;
        }

        (await FailAsync(Open, gone)).FailureClass.ShouldBe(FailureClass.Retryable);
    }

    [Theory]
    [InlineData("http://example.com/", false, true, "", "allow-http")]
    [InlineData("ftp://example.com/", true, true, "", "allow-http")]
    [InlineData("https://user:pass@example.com/", true, true, "", "user")]
    [InlineData("https://evil.com/", true, true, "example.com,*.example.org", "allowed-hosts")]
    [InlineData("https://example.org/", true, true, "example.com,*.example.org", "allowed-hosts")]
    [InlineData("http://127.0.0.1:1/", true, false, "", "private network")]
    [InlineData("http://[::1]:1/", true, false, "", "private network")]
    [InlineData("http://localhost:1/", true, false, "", "private network")]
    [InlineData("http://[::ffff:10.0.0.1]:1/", true, false, "", "private network")]
    public async Task Places_that_are_not_allowed_are_not_called(string url, bool allowHttp, bool allowPrivate, string hosts, string said)
    {
        var settings = Open with { AllowHttp = allowHttp, AllowPrivateNetworks = allowPrivate, AllowedHosts = hosts.Split(',', StringSplitOptions.RemoveEmptyEntries) };

        var refused = await FailAsync(settings, new Uri(url));

        (refused.Code, refused.FailureClass).ShouldBe((ErrorCodes.WebhookRefused, FailureClass.Permanent));
        refused.Message.ShouldContain(said);
    }

    [Fact]
    public async Task Without_a_secret_nothing_is_sent() =>
        (await FailAsync(Open with { Secrets = [] }, new Uri("https://example.com/"))).Message.ShouldContain("webhook.secrets");

    [Theory]
    [InlineData("93.184.216.34", true)]
    [InlineData("2606:2800:220:1::1", true)]
    [InlineData("127.8.8.8", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.0", true)]
    [InlineData("192.168.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:192.168.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    public void Addresses_of_private_networks_are_known(string address, bool isPublic) => PublicAddress.Is(IPAddress.Parse(address)).ShouldBe(isPublic);

    // HMAC-SHA256("secret", "1700000000.{}"), computed with another program.
    [Fact]
    public void The_signature_is_the_documented_one()
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

        var header = WebhookSignature.Sign("{}"u8, at, ["secret"]);

        header.ShouldBe("t=1700000000,v1=b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163");
        WebhookSignature.Verify(header, "{}"u8, "secret", at, TimeSpan.Zero).ShouldBeTrue();
        WebhookSignature.Verify(header, "{ }"u8, "secret", at, TimeSpan.Zero).ShouldBeFalse();
        WebhookSignature.Verify(header.Replace("t=1700000000", "t=1700000001", StringComparison.Ordinal), "{}"u8, "secret", at, TimeSpan.FromHours(1)).ShouldBeFalse();
        WebhookSignature.Verify(header, "{}"u8, "secret", at.AddMinutes(6), TimeSpan.FromMinutes(5)).ShouldBeFalse();
        foreach (var broken in (string?[])[null, "", "t=", "t=x,v1=", "v1=00", "t=99999999999999999,v1=00"])
        {
            WebhookSignature.Verify(broken, "{}"u8, "secret", at, TimeSpan.FromHours(1)).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("/relative")]
    [InlineData("ftp://example.com")]
    public void An_address_that_is_no_web_address_is_refused_where_the_task_is_made(string url) =>
        Should.Throw<ArgumentException>(() => WebhookTask.To(new Uri(url, UriKind.RelativeOrAbsolute)));

    private static Task<TaskFailedException> FailAsync(WebhookSettings settings, Uri url) => Should.ThrowAsync<TaskFailedException>(async () =>
    {
        using var sender = new WebhookSender(settings, TimeProvider.System);
        await sender.SendAsync(url, TaskId.New(TimeProvider.System), Encoding.UTF8.GetBytes("{}"), CancellationToken.None);
    });

    private static Task<EmbeddedQueue> StartAsync(string hocon) => EmbeddedQueue.StartAsync((_, queue) => queue.AddProcessor<Echo>("echo"), hocon);

    private sealed class Echo : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new TaskResult(context.Payload, context.ContentType));
    }
}
