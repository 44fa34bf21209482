using System.Text.Json;
using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Isolation;

/// <summary>Sends an attempt's checkpoints to the node, one at a time, and waits for what it says of each.</summary>
internal sealed class WorkerCheckpoints(FrameWriter output)
{
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;
    private TaskCompletionSource<WorkerFrame>? _answer;

    /// <exception cref="TaskFailedException">The state is too large, or the node has refused it.</exception>
    public Task SaveAsync(ReadOnlyMemory<byte> state, int maxBytes, CancellationToken cancellationToken)
    {
        if (state.Length > maxBytes)
        {
            throw new TaskFailedException(
                ErrorCodes.CheckpointTooLarge, $"The checkpoint has {state.Length} bytes; attempt.max-checkpoint-bytes is {maxBytes}.", FailureClass.Permanent);
        }

        lock (_gate)
        {
            _last = SaveAfterAsync(_last, state);

            // Only the wait ends: the answer is taken all the same, so that it is not taken for the next one's.
            return _last.WaitAsync(cancellationToken);
        }
    }

    /// <exception cref="JsonException">The answer makes no sense; thrown to who saves.</exception>
    public void Answered(WorkerFrame frame) => Interlocked.Exchange(ref _answer, null)?.TrySetResult(frame);

    private async Task SaveAfterAsync(Task before, ReadOnlyMemory<byte> state)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var answer = new TaskCompletionSource<WorkerFrame>(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _answer, answer);
        output.Write(new WorkerFrame(FrameKind.Checkpoint, [], state));
        var frame = await answer.Task;
        if (frame.Header.Length > 0 && WorkerJson.Header(frame, WorkerJson.Default.FailureHeader) is { IsComplete: true } failure)
        {
            throw new TaskFailedException(failure.Code, failure.Message, failure.Class);
        }
    }
}
