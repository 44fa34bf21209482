using System.Collections.Concurrent;
using ActorQueue.Contracts;
using ActorQueue.Processors;
using Microsoft.Extensions.DependencyInjection;

namespace ActorQueue.Tests.Processors;

/// <summary>What stands around a processor: old names, middleware, the application's own classification.</summary>
public sealed class PipelineTests
{
    // The pain of peers that store class names: a rename, and every stored task fails.
    [Fact]
    public async Task A_task_stored_under_an_old_name_of_its_kind_runs_after_the_rename()
    {
        await using var embedded = await EmbeddedQueue.StartAsync((_, queue) => queue.AddProcessor<Echo>("resize-image"), workers: 0);
        var stored = EmbeddedQueue.NewTask("resize-image", "kept");
        await embedded.Queue.EnqueueAsync(stored);
        await embedded.StopAsync();

        await embedded.StartAsync(
            (_, queue) => queue.AddProcessor<RenamedEcho>("images.resize").AddAlias("resize-image", "image-resize").AddAlias("image-resize", "images.resize"),
            otherWorkers: 2);

        var task = await embedded.EndOfAsync(stored.Id);
        (task.Status, task.Kind).ShouldBe((QueueTaskStatus.Completed, "resize-image"));
        System.Text.Encoding.UTF8.GetString(task.Result!.Value.Span).ShouldBe("images.resize");
    }

    [Fact]
    public async Task A_kind_that_nobody_knows_any_more_fails_for_good_and_says_which_kinds_there_are()
    {
        await using var embedded = await EmbeddedQueue.StartAsync((_, queue) => queue.AddProcessor<Echo>("echo"));

        var failed = await embedded.RunAsync(EmbeddedQueue.NewTask("gone"));

        failed.Error!.Code.ShouldBe(ErrorCodes.UnknownKind);
        failed.Error.Message.ShouldContain("echo");
    }

    [Fact]
    public async Task Aliases_that_lead_nowhere_or_round_are_told_when_the_host_starts()
    {
        var refused = await Should.ThrowAsync<QueueConfigurationException>(() => EmbeddedQueue.StartAsync((_, queue) => queue
            .AddProcessor<Echo>("echo")
            .AddAlias("old", "missing")
            .AddAlias("a", "b").AddAlias("b", "a")
            .AddAlias("echo", "echo")));

        refused.Problems.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Middleware_stands_around_every_attempt_in_the_order_of_its_registration()
    {
        var seen = new Seen();
        await using var embedded = await EmbeddedQueue.StartAsync((services, queue) =>
        {
            services.AddSingleton(seen);
            queue.AddMiddleware<Outer>().AddMiddleware<Inner>().AddProcessor<Echo>("echo").AddProcessor<Failing>("fail");
        });

        await embedded.RunAsync(EmbeddedQueue.NewTask("echo"));
        seen.Order.ShouldBe(["outer", "inner", "inner: echo", "outer: echo"]);
        seen.Order.Clear();

        var failed = await embedded.RunAsync(EmbeddedQueue.NewTask("fail") with { Retry = RetryOptions.Fixed(TimeSpan.Zero, maxAttempts: 1) });
        seen.Order.ShouldBe(["outer", "inner", "inner: InvalidOperationException", "outer: InvalidOperationException"]);
        failed.Status.ShouldBe(QueueTaskStatus.Failed);
    }

    [Fact]
    public async Task Middleware_may_answer_for_the_processor_and_change_its_result()
    {
        await using var embedded = await EmbeddedQueue.StartAsync((_, queue) => queue.AddMiddleware<Cache>().AddProcessor<Failing>("cached").AddProcessor<Echo>("echo"));

        (await embedded.RunAsync(EmbeddedQueue.NewTask("cached"))).Status.ShouldBe(QueueTaskStatus.Completed);
        System.Text.Encoding.UTF8.GetString((await embedded.RunAsync(EmbeddedQueue.NewTask("echo"))).Result!.Value.Span).ShouldBe("from cache");
    }

    [Fact]
    public async Task Exceptions_are_classified_by_the_application_before_they_are_by_the_queue()
    {
        await using var embedded = await EmbeddedQueue.StartAsync((_, queue) => queue
            .AddFailureClassifier<ByMessage>()
            .ClassifyFailure<ArithmeticException>(FailureClass.Permanent, "bad-sums")
            .ClassifyFailure<Exception>(FailureClass.Permanent, "asked-last")
            .AddProcessor<Throwing>("throw"));

        var mapped = await embedded.RunAsync(EmbeddedQueue.NewTask("throw", "sums"));
        (mapped.Attempts, mapped.Error!.Code).ShouldBe((1, "bad-sums"));
        var judged = await embedded.RunAsync(EmbeddedQueue.NewTask("throw", "hopeless"));
        (judged.Attempts, judged.Error).ShouldBe((1, new TaskError("hopeless", "nothing helps")));
        var own = await embedded.RunAsync(EmbeddedQueue.NewTask("throw", "own"));
        (own.Attempts, own.Error!.Code).ShouldBe((1, "my-code"));
    }

    [Fact]
    public void A_class_that_cannot_be_recorded_is_refused_where_it_is_registered() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new ServiceCollection().AddActorQueue().ClassifyFailure<ArithmeticException>(FailureClass.None));

    private sealed class Seen
    {
        public ConcurrentQueue<string> Order { get; } = new();
    }

    private sealed class Echo : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new TaskResult(System.Text.Encoding.UTF8.GetBytes(context.Kind), "text/plain"));
    }

    private sealed class RenamedEcho : ISyncTaskProcessor
    {
        public TaskResult Process(TaskContext context, CancellationToken cancellationToken) => new(System.Text.Encoding.UTF8.GetBytes(context.Kind), "text/plain");
    }

    private sealed class Failing : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) => throw new InvalidOperationException("always");
    }

    private sealed class Throwing : ISyncTaskProcessor
    {
        public TaskResult Process(TaskContext context, CancellationToken cancellationToken) => throw (System.Text.Encoding.UTF8.GetString(context.Payload.Span) switch
        {
            "sums" => new DivideByZeroException(),
            "own" => new TaskFailedException("my-code", "as I say", FailureClass.Permanent),
            var message => new InvalidOperationException(message),
        });
    }

    private sealed class ByMessage : IFailureClassifier
    {
        public ClassifiedFailure? Classify(TaskContext context, Exception exception) =>
            exception.Message == "hopeless" ? new ClassifiedFailure(FailureClass.Permanent, "hopeless", "nothing helps") : null;
    }

    private abstract class Around(Seen seen, string name) : ITaskMiddleware
    {
        public async ValueTask<TaskResult> InvokeAsync(TaskContext context, TaskStep next, CancellationToken cancellationToken)
        {
            seen.Order.Enqueue(name);
            try
            {
                var result = await next(cancellationToken);
                seen.Order.Enqueue($"{name}: {System.Text.Encoding.UTF8.GetString(result.Content.Span)}");
                return result;
            }
            catch (Exception e)
            {
                seen.Order.Enqueue($"{name}: {e.GetType().Name}");
                throw;
            }
        }
    }

    private sealed class Outer(Seen seen) : Around(seen, "outer");

    private sealed class Inner(Seen seen) : Around(seen, "inner");

    private sealed class Cache : ITaskMiddleware
    {
        public async ValueTask<TaskResult> InvokeAsync(TaskContext context, TaskStep next, CancellationToken cancellationToken)
        {
            if (context.Kind == "cached")
            {
                return TaskResult.Empty;
            }

            await next(cancellationToken);
            return new TaskResult("from cache"u8.ToArray(), "text/plain");
        }
    }
}
