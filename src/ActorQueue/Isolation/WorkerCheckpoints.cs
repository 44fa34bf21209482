using System.Text.Json;
using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Isolation;

/// <summary>Sends an attempt's checkpoints to the node, one at a time, and waits for what it says of each.</summary>
internal sealed class WorkerCheckpoints(FrameWriter output)
{
    private readonly SemaphoreSlim _turn = new(1);
    private TaskCompletionSource<WorkerFrame>? _answer;

    /// <exception cref="TaskFailedException">The state is too large, or the node has refused it.</exception>
    public async Task SaveAsync(ReadOnlyMemory<byte> state, int maxBytes, CancellationToken cancellationToken)
    {
        if (state.Length > maxBytes)
        {
            throw new TaskFailedException(
                ErrorCodes.CheckpointTooLarge, $"The checkpoint has {state.Length} bytes; attempt.max-checkpoint-bytes is {maxBytes}.", FailureClass.Permanent);
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            // Awaited to its end, also when the caller has given up: its answer must not be taken for the next one's.
            var answer = new TaskCompletionSource<WorkerFrame>(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _answer, answer);
            output.Write(new WorkerFrame(FrameKind.Checkpoint, [], state));
            var frame = await answer.Task;
            if (frame.Header.Length > 0 && WorkerJson.Header(frame, WorkerJson.Default.FailureHeader) is { IsComplete: true } failure)
            {
                throw new TaskFailedException(failure.Code, failure.Message, failure.Class);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <exception cref="JsonException">The answer makes no sense; thrown to who saves.</exception>
    public void Answered(WorkerFrame frame) => Interlocked.Exchange(ref _answer, null)?.TrySetResult(frame);
}
