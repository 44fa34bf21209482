using System.Text;
using ActorQueue.Contracts;
using ActorQueue.Hosting;
using ActorQueue.Processors;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorQueue.Tests.Storage;

/// <summary>What lies on the disk when a key is set, and what happens when it is changed or lost.</summary>
public sealed class EncryptionTests : IDisposable
{
    private const string Secret = "the-secret-of-this-task";
    private static readonly string OldKey = Convert.ToBase64String(Enumerable.Repeat((byte)1, 32).ToArray());
    private static readonly string NewKey = Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray());
    private static readonly string WithOld = $$"""actorqueue.encryption { active-key = old, keys { old = "{{OldKey}}" } }""";
    private static readonly string WithBoth = $$"""actorqueue.encryption { active-key = new, keys { old = "{{OldKey}}", new = "{{NewKey}}" } }""";
    private readonly string _folder = Directory.CreateTempSubdirectory("actorqueue-encryption-").FullName;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Nothing_of_payload_and_result_is_on_disk_in_the_clear_and_both_are_read_back()
    {
        var ended = NewTask();
        var waiting = NewTask() with { NotBefore = TimeProvider.System.GetUtcNow().AddDays(1) };
        // Its payload goes into the history, for another run.
        var failed = NewTask() with { Kind = "nobody" };
        await WithQueueAsync(WithOld + "\nactorqueue.journal.snapshot-interval = 10", async queue =>
        {
            await queue.EnqueueAsync([ended, waiting, failed]);
            await queue.WaitAsync(ended.Id);
            await queue.WaitAsync(failed.Id);
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            while (!HasSnapshot())
            {
                await queue.PauseAsync(patience.Token);
                await queue.ResumeAsync(patience.Token);
            }
        });

        foreach (var file in Directory.EnumerateFiles(_folder))
        {
            Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).ShouldNotContain(Secret, customMessage: file);
        }

        await WithQueueAsync(WithBoth, async queue =>
        {
            Encoding.UTF8.GetString((await queue.GetAsync(ended.Id))!.Result!.Value.Span).ShouldBe(Secret);
            (await queue.GetAsync(waiting.Id))!.Status.ShouldBe(QueueTaskStatus.Scheduled);
            (await queue.RetryAsync(failed.Id)).Result.ShouldBe(TaskRetryResult.Retried);
        });
    }

    [Fact]
    public async Task What_was_written_before_there_was_a_key_is_read_on()
    {
        var waiting = NewTask() with { NotBefore = TimeProvider.System.GetUtcNow().AddDays(1) };
        await WithQueueAsync(string.Empty, queue => queue.EnqueueAsync(waiting));

        await WithQueueAsync(WithOld, async queue => (await queue.GetAsync(waiting.Id))!.Status.ShouldBe(QueueTaskStatus.Scheduled));
    }

    [Fact]
    public async Task Without_its_key_the_queue_does_not_start_and_says_which_one_is_missing()
    {
        await WithQueueAsync(WithOld, queue => queue.EnqueueAsync(NewTask()));

        var refused = await Should.ThrowAsync<QueueUnavailableException>(() => WithQueueAsync(string.Empty, _ => Task.CompletedTask));

        refused.Message.ShouldContain("'old'");
    }

    [Theory]
    [InlineData("active-key = missing", "active-key: 'missing' is not among")]
    [InlineData("keys { a = \"AAAA\" }", "keys.a: has 3 bytes, 32 are needed")]
    [InlineData("keys { a = \"no base 64!\" }", "keys.a: is not base 64")]
    [InlineData("keys { a = \"file:/not/there\" }", "keys.a: its file cannot be read")]
    public void A_key_that_cannot_be_used_is_refused_at_the_start(string hocon, string problem) =>
        Should.Throw<QueueConfigurationException>(() => TestQueue.Settings($"actorqueue.encryption {{ {hocon} }}")).Message.ShouldContain(problem);

    private static TaskSpec NewTask() => new() { Id = TaskId.New(TimeProvider.System), Kind = "echo", Payload = Encoding.UTF8.GetBytes(Secret) };

    private bool HasSnapshot()
    {
        using var connection = new SqliteConnection(QueueConfiguration.ConnectionString(QueueConfiguration.DatabasePath(_folder), TimeSpan.FromSeconds(30)));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM snapshot";
        return (long)command.ExecuteScalar()! > 0;
    }

    private async Task WithQueueAsync(string hocon, Func<TaskQueue, Task> use)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddActorQueue(options =>
        {
            options.DataDirectory = _folder;
            options.Hocon = hocon;
        }).AddProcessor<Echo>("echo");
        using var host = builder.Build();
        await host.StartAsync();
        await use(host.Services.GetRequiredService<TaskQueue>());
        await host.StopAsync();
    }

    private sealed class Echo : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new TaskResult(context.Payload, context.ContentType));
    }
}
