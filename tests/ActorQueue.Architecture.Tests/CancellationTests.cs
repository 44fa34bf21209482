using System.Reflection;
using ActorQueue.Isolation;
using ActorQueue.Testing;

namespace ActorQueue.Architecture.Tests;

/// <summary>
/// Whoever waits for the queue can stop waiting: every asynchronous method that an application calls takes a token, as its last parameter. Not so the harness of its tests, where time stands
/// still until it is told to go on, and a worker process, whose end is that of its pipe.
/// </summary>
public sealed class CancellationTests
{
    private static readonly MethodInfo[] Asynchronous =
    [
        .. typeof(TaskQueue).Assembly.GetExportedTypes()
            .Where(type => type != typeof(ActorQueueTestHarness) && type != typeof(WorkerProgram))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => method.Name.EndsWith("Async", StringComparison.Ordinal) && method.Name != nameof(IAsyncDisposable.DisposeAsync)),
    ];

    [Fact]
    public void Every_asynchronous_method_takes_a_cancellation_token_last() => Asynchronous
        .Where(method => method.GetParameters() is not [.., { } last] || last.ParameterType != typeof(CancellationToken))
        .Select(method => $"{method.DeclaringType!.Name}.{method.Name}")
        .ShouldBeEmpty();

    [Fact]
    public void No_method_that_can_be_awaited_hides_behind_another_name() => typeof(TaskQueue)
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(method => typeof(Task).IsAssignableFrom(method.ReturnType) || method.ReturnType.Name.StartsWith("ValueTask", StringComparison.Ordinal) || method.ReturnType.Name.StartsWith("IAsyncEnumerable", StringComparison.Ordinal))
        .Where(method => !Asynchronous.Contains(method))
        .Select(method => method.Name)
        .ShouldBeEmpty();
}
