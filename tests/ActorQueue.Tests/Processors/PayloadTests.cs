using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorQueue.Contracts;
using ActorQueue.Processors;
using ActorQueue.Processors.Payloads;
using Microsoft.Extensions.DependencyInjection;

namespace ActorQueue.Tests.Processors;

/// <summary>Typed payloads: what is stored today is still run by the program of tomorrow.</summary>
public sealed partial class PayloadTests
{
    [Fact]
    public async Task A_typed_processor_is_given_its_payload()
    {
        await using var embedded = await EmbeddedQueue.StartAsync((_, queue) => queue.AddProcessor<Greeter, Greeting>("greet", PayloadJson.Default.Greeting));

        var task = embedded.Queue.NewTask("greet", new Greeting("Ada", 2));
        task.ContentType.ShouldBe("application/json");

        ResultOf(await embedded.RunAsync(task)).ShouldBe("Ada Ada");
    }

    [Fact]
    public async Task A_synchronous_typed_processor_is_given_its_payload()
    {
        await using var embedded = await EmbeddedQueue.StartAsync((_, queue) => queue.AddProcessor<SyncGreeter, Greeting>("greet", PayloadJson.Default.Greeting));

        ResultOf(await embedded.RunAsync(embedded.Queue.NewTask("greet", new Greeting("Ada", 1)))).ShouldBe("Ada");
    }

    [Fact]
    public async Task A_task_stored_in_an_old_version_is_lifted_step_by_step_after_the_program_was_renewed()
    {
        await using var embedded = await EmbeddedQueue.StartAsync((_, queue) => queue.AddProcessor<Greeter, Greeting>("greet", PayloadJson.Default.Greeting), workers: 0);
        var first = EmbeddedQueue.NewTask("greet", """{"name":"Ada"}""");
        var second = EmbeddedQueue.NewTask("greet", """{"who":"Bob"}""") with { ContentType = "application/json; version=2" };
        await embedded.Queue.EnqueueAsync([first, second]);
        await embedded.StopAsync();

        await embedded.StartAsync(
            (_, queue) => queue.AddProcessor<Greeter, Greeting>("greet", PayloadJson.Default.Greeting, versions => versions
                .Upcast(1, payload =>
                {
                    payload["who"] = payload["name"]!.DeepClone();
                    return payload;
                })
                .Upcast(2, payload =>
                {
                    payload["times"] = 3;
                    return payload;
                })),
            otherWorkers: 2);

        ResultOf(await embedded.EndOfAsync(first.Id)).ShouldBe("Ada Ada Ada");
        ResultOf(await embedded.EndOfAsync(second.Id)).ShouldBe("Bob Bob Bob");
        embedded.Queue.NewTask("greet", new Greeting("Eve", 1)).ContentType.ShouldBe("application/json; version=3");
    }

    [Theory]
    [InlineData("""{"who":""", "application/json")]
    [InlineData("""{"who":"Ada"}""", "application/json; version=9")]
    [InlineData("""{"who":"Ada"}""", "application/json; version=x")]
    [InlineData("""{"who":"Ada"}""", "text/weird")]
    [InlineData("null", "application/json")]
    public async Task A_payload_that_cannot_be_read_fails_for_good_at_once(string payload, string contentType)
    {
        await using var embedded = await EmbeddedQueue.StartAsync((_, queue) => queue.AddProcessor<Greeter, Greeting>("greet", PayloadJson.Default.Greeting));

        var failed = await embedded.RunAsync(EmbeddedQueue.NewTask("greet", payload) with { ContentType = contentType });

        (failed.Status, failed.Attempts, failed.Error!.Code).ShouldBe((QueueTaskStatus.Failed, 1, ErrorCodes.PayloadInvalid));
    }

    [Fact]
    public async Task A_serializer_of_the_applications_own_reads_and_writes_and_json_stored_before_still_runs()
    {
        await using var embedded = await EmbeddedQueue.StartAsync((_, queue) => queue
            .AddPayloadSerializer<LineSerializer>()
            .AddPayloadSerializer<OldJsonSerializer>()
            .AddProcessor<Greeter, Greeting>("greet", "text/greeting"));

        var task = embedded.Queue.NewTask("greet", new Greeting("Ada", 2));

        Encoding.UTF8.GetString(task.Payload.Span).ShouldBe("Ada|2");
        ResultOf(await embedded.RunAsync(task)).ShouldBe("Ada Ada");
        ResultOf(await embedded.RunAsync(EmbeddedQueue.NewTask("greet", """{"who":"Bob","times":1}"""))).ShouldBe("Bob");
    }

    [Fact]
    public async Task What_cannot_work_is_told_when_the_host_starts_with_every_problem_named()
    {
        var refused = await Should.ThrowAsync<QueueConfigurationException>(() => EmbeddedQueue.StartAsync((_, queue) => queue
            .AddProcessor<Greeter, Greeting>("greet", "text/greeting")
            .AddProcessor<Greeter, Greeting>("gap", PayloadJson.Default.Greeting, versions => versions.Upcast(1, payload => payload).Upcast(3, payload => payload))));

        refused.Problems.Count.ShouldBe(2);
        refused.Message.ShouldContain("text/greeting");
        refused.Message.ShouldContain("from payload version 2 to 3");
    }

    [Fact]
    public async Task A_kind_without_a_typed_processor_or_with_another_payload_is_told_to_who_makes_the_task()
    {
        await using var embedded = await EmbeddedQueue.StartAsync((_, queue) => queue.AddProcessor<Greeter, Greeting>("greet", PayloadJson.Default.Greeting));

        Should.Throw<ArgumentException>(() => embedded.Queue.NewTask("other", new Greeting("Ada", 1)));
        Should.Throw<ArgumentException>(() => embedded.Queue.NewTask("greet", 5)).Message.ShouldContain("carry a Greeting");
    }

    private static string ResultOf(TaskView task)
    {
        task.Status.ShouldBe(QueueTaskStatus.Completed, task.ErrorMessage);
        return Encoding.UTF8.GetString(task.Result!.Value.Span);
    }

    internal sealed record Greeting(string Who, int Times);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Greeting))]
    private sealed partial class PayloadJson : JsonSerializerContext;

    private sealed class Greeter : ITaskProcessor<Greeting>
    {
        public ValueTask<TaskResult> ProcessAsync(Greeting payload, TaskContext context, CancellationToken cancellationToken) => ValueTask.FromResult(Greet(payload));

        public static TaskResult Greet(Greeting payload) =>
            new(Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Repeat(payload.Who, payload.Times))), "text/plain");
    }

    private sealed class SyncGreeter : ISyncTaskProcessor<Greeting>
    {
        public TaskResult Process(Greeting payload, TaskContext context, CancellationToken cancellationToken) => Greeter.Greet(payload);
    }

    private sealed class LineSerializer : IPayloadSerializer
    {
        public string ContentType => "text/greeting";

        public ReadOnlyMemory<byte> Serialize<TPayload>(TPayload payload) =>
            payload is Greeting greeting ? Encoding.UTF8.GetBytes($"{greeting.Who}|{greeting.Times}") : throw new NotSupportedException();

        public TPayload Deserialize<TPayload>(ReadOnlyMemory<byte> content)
        {
            var parts = Encoding.UTF8.GetString(content.Span).Split('|');
            return (TPayload)(object)new Greeting(parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private sealed class OldJsonSerializer : IPayloadSerializer
    {
        public string ContentType => "application/json";

        public ReadOnlyMemory<byte> Serialize<TPayload>(TPayload payload) => throw new NotSupportedException("read only");

        public TPayload Deserialize<TPayload>(ReadOnlyMemory<byte> content) => (TPayload)(object)JsonSerializer.Deserialize(content.Span, PayloadJson.Default.Greeting)!;
    }
}
