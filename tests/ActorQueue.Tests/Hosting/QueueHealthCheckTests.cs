using ActorQueue.Contracts;
using ActorQueue.Processors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using HealthStatus = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus;

namespace ActorQueue.Tests.Hosting;

/// <summary>The queue among the health checks of its application.</summary>
public sealed class QueueHealthCheckTests
{
    [Fact]
    public async Task A_queue_that_works_is_healthy_and_one_that_is_held_back_is_not()
    {
        await using var embedded = await EmbeddedQueue.StartAsync((services, queue) =>
        {
            services.AddHealthChecks().AddActorQueue();
            queue.AddProcessor<Nothing>("nothing");
        });
        (await CheckAsync(embedded.Services)).Status.ShouldBe(HealthStatus.Healthy);

        await embedded.Queue.PauseAsync();

        var paused = (await CheckAsync(embedded.Services)).Entries["actorqueue"];
        paused.Status.ShouldBe(HealthStatus.Degraded);
        paused.Data.Keys.ShouldBe([HealthCodes.Paused]);
        paused.Description.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData(null, HealthStatus.Unhealthy)]
    [InlineData(HealthStatus.Degraded, HealthStatus.Degraded)]
    public async Task A_queue_that_does_not_answer_is_what_the_application_takes_it_for(HealthStatus? failure, HealthStatus expected)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddActorQueue();
        builder.Services.AddHealthChecks().AddActorQueue("work", failure, ["ready"]);
        using var host = builder.Build();

        var entry = (await CheckAsync(host.Services)).Entries["work"];

        (entry.Status, entry.Data.ContainsKey(HealthCodes.Offline)).ShouldBe((expected, true));
        entry.Tags.ShouldBe(["ready"]);
    }

    private static Task<HealthReport> CheckAsync(IServiceProvider services) => services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

    private sealed class Nothing : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) => ValueTask.FromResult(TaskResult.Empty);
    }
}
