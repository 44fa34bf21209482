using System.Text;
using ActorQueue.Callbacks;
using ActorQueue.Contracts;
using ActorQueue.Processors;
using Microsoft.Extensions.DependencyInjection;

namespace ActorQueue.Samples;

/// <summary>Many tasks in one commit, counted together; when the last has ended a callback is called, also when the process died in between.</summary>
internal static class BatchSubmit
{
    public static async Task RunAsync(TextWriter output)
    {
        var ended = new TaskCompletionSource<BatchView>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await SampleQueue.StartAsync(processors =>
        {
            processors.Services.AddSingleton(ended);
            processors.AddProcessor<Upper>("upper").AddCallback<BatchEnded>("batch-ended");
        });
        var queue = host.Queue;

        var batch = new BatchSpec { Id = BatchId.New(TimeProvider.System), Name = "one hundred words", OnCompletion = CallbackTask.To("batch-ended") };
        await queue.CreateBatchAsync(batch);
        var tasks = Enumerable.Range(1, 100).Select(number => SampleQueue.Task("upper", $"word {number}") with { BatchId = batch.Id }).ToArray();
        var outcomes = await queue.EnqueueAsync(tasks);
        await output.WriteLineAsync($"{outcomes.Count(outcome => outcome.Result == EnqueueResult.Accepted)} accepted in one commit");

        // A repeated submit, after a lost answer for example, is the same tasks.
        outcomes = await queue.EnqueueAsync(tasks);
        await output.WriteLineAsync($"{outcomes.Count(outcome => outcome.Result == EnqueueResult.Duplicate)} known when submitted again");

        // Sealed, it takes no more, and ends with its last member.
        await queue.SealBatchAsync(batch.Id);
        var counts = await ended.Task;
        await output.WriteLineAsync($"{counts.Name}: {counts.Status.ToWord()}, {counts.CompletedTasks} of {counts.TotalTasks} completed");
    }

    private sealed class Upper : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(LoudnessProcessor.Text(Encoding.UTF8.GetString(context.Payload.Span).ToUpperInvariant()));
    }

    private sealed class BatchEnded(TaskCompletionSource<BatchView> ended) : ITaskCallback
    {
        public ValueTask InvokeAsync(CallbackContext context, CancellationToken cancellationToken)
        {
            ended.TrySetResult(context.Batch!);
            return ValueTask.CompletedTask;
        }
    }
}
