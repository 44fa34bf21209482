using ActorQueue.Contracts;
using ActorQueue.Isolation;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorQueue.Tests.Isolation;

/// <summary>Kinds that are isolated by process under the whole queue, as a host application has them.</summary>
public sealed class IsolatedKindTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("actorqueue-isolated-").FullName;
    private IHost _host = null!;

    public async Task InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        IsolatedHost.AddProcessors(builder.Services.AddActorQueue(options =>
        {
            options.DataDirectory = _folder;
            options.Workers = 1;
            options.WorkerCommand = IsolatedHost.WorkerCommand;
            options.WorkerMemoryLimit = 128_000_000;
            options.Hocon = "actorqueue.retry { max-retries = 1, delay = 1ms }";
        }));
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [LinuxFact]
    public async Task An_endless_loop_ends_at_its_time_limit_and_the_queue_goes_on()
    {
        var endless = NewTask("spin") with { AttemptTimeout = TimeSpan.FromSeconds(1), Retry = new RetryOptions { MaxAttempts = 1 } };
        var next = NewTask("echo");
        await Queue.EnqueueAsync([endless, next]);

        var late = await FinishedAsync(endless);

        (late.Status, late.Error!.Code).ShouldBe((QueueTaskStatus.Failed, ErrorCodes.Timeout));
        (await FinishedAsync(next)).Status.ShouldBe(QueueTaskStatus.Completed);
    }

    [LinuxFact]
    public async Task A_checkpoint_of_a_process_that_died_is_read_by_the_next_one()
    {
        var task = NewTask("resume");
        await Queue.EnqueueAsync(task);

        var done = await FinishedAsync(task);

        (done.Status, System.Text.Encoding.UTF8.GetString(done.Result!.Value.Span)).ShouldBe((QueueTaskStatus.Completed, "saved " + System.Text.Encoding.UTF8.GetString(task.Payload.Span)));
    }

    [LinuxFact]
    public async Task A_task_whose_process_dies_is_run_again_by_a_new_one()
    {
        var task = NewTask("first-attempt-dies");
        await Queue.EnqueueAsync(task);

        var done = await FinishedAsync(task);

        (done.Status, done.Attempts).ShouldBe((QueueTaskStatus.Completed, 2), done.Error?.Message);
    }

    [Fact]
    public async Task A_task_that_ran_out_of_memory_is_run_again_with_more()
    {
        var task = NewTask("allocate") with { Payload = "130000000"u8.ToArray() };
        await Queue.EnqueueAsync(task);

        var done = await FinishedAsync(task);

        (done.Status, done.Attempts).ShouldBe((QueueTaskStatus.Completed, 2), done.Error?.Message);
    }

    [Fact]
    public async Task The_end_of_the_host_ends_its_processes()
    {
        await Queue.EnqueueAsync(NewTask("echo"));
        var workers = _host.Services.GetRequiredService<IWorkerProcesses>();
        await FinishedAsync(await NewlyEnqueuedAsync("echo"));
        workers.ProcessIds.Count.ShouldBe(1);

        await _host.StopAsync();

        workers.ProcessIds.ShouldBeEmpty();
        await Should.ThrowAsync<QueueUnavailableException>(() => workers.RunAsync(IsolatedHost.NewAttempt("echo"), default));
    }

    private TaskQueue Queue => _host.Services.GetRequiredService<TaskQueue>();

    private static TaskSpec NewTask(string kind) => new() { Id = TaskId.New(TimeProvider.System), Kind = kind };

    private async Task<TaskSpec> NewlyEnqueuedAsync(string kind)
    {
        var task = NewTask(kind);
        await Queue.EnqueueAsync(task);
        return task;
    }

    private async Task<TaskView> FinishedAsync(TaskSpec task) => (await Queue.WaitAsync(task.Id).WaitAsync(Patience)).ShouldNotBeNull();
}
