using Microsoft.Extensions.DependencyInjection;

namespace ActorQueue.Testing;

/// <summary>How a harness runs tasks.</summary>
public enum TestExecution
{
    /// <summary>Each task as soon as it is ready.</summary>
    Inline = 0,

    /// <summary>One attempt for each <see cref="ActorQueueTestHarness.StepAsync"/>.</summary>
    Manual = 1,
}

/// <summary>A test's wishes for its queue.</summary>
public sealed record TestHarnessOptions
{
    /// <summary>How tasks run.</summary>
    public TestExecution Execution { get; init; }

    /// <summary>The time at the start; null: the real one.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>HOCON over the queue's defaults, for example <c>actorqueue.retry.jitter = 0</c>.</summary>
    public string Hocon { get; init; } = string.Empty;

    /// <summary>Adds what processors and callbacks need.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>Real time that a test is willing to wait for attempts to end, before it is told that they don't.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);
}
