using System.Threading.Channels;
using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Isolation;

/// <summary>
/// One attempt after the other, as the node sends them. The pipe from the node is this process' life line: at its end, which is also what the system makes of a node
/// that was killed, the process ends, whatever its processor is doing.
/// </summary>
/// <param name="input">From the node.</param>
/// <param name="output">To the node.</param>
/// <param name="processors">What this program can do.</param>
/// <param name="threads">Runs the synchronous processors.</param>
/// <param name="time">The clock.</param>
/// <param name="endProcess">Ends this process at once, whatever its threads do.</param>
internal sealed class WorkerLoop(FrameReader input, FrameWriter output, ProcessorRegistry processors, SyncThreads threads, TimeProvider time, Action endProcess)
{
    private const int Orderly = 0;
    private const int Unheard = 1;
    private const int MaxContentTypeLength = 256;

    // As fast as anybody looks; processors may report every block.
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    private readonly Channel<(WorkerFrame Frame, CancellationToken Token)> _attempts = Channel.CreateBounded<(WorkerFrame, CancellationToken)>(1);
    private readonly WorkerCheckpoints _checkpoints = new(output);
    private Action? _cancelAttempt;
    private int _unanswered;

    public async Task<int> RunAsync()
    {
        try
        {
            output.Write(WorkerProgram.Greeting.Span);
            new Thread(Listen) { IsBackground = true, Name = "actorqueue-node" }.Start();
            await foreach (var (frame, token) in _attempts.Reader.ReadAllAsync())
            {
                output.Write(new WorkerFrame(FrameKind.Accepted));
                var (outcome, isOutOfMemory) = await RunAttemptAsync(frame, token);

                // Before the answer: a node that has it may end the conversation at once, and that is an orderly end.
                Interlocked.Decrement(ref _unanswered);
                output.Write(outcome);
                if (isOutOfMemory)
                {
                    // Whatever allocated at the same time has failed, too; a new process is cheaper than finding out.
                    break;
                }
            }

            return Orderly;
        }
        catch (IOException)
        {
            return Unheard;
        }
    }

    // A thread of its own, with blocking reads: the end of the node must be noticed whatever a processor does to the thread pool.
    private void Listen()
    {
        try
        {
            while (input.Read() is { } frame)
            {
                switch (frame.Kind)
                {
                    case FrameKind.Run when Interlocked.Increment(ref _unanswered) == 1:
                        _attempts.Writer.TryWrite((frame, NextToken()));
                        break;
                    case FrameKind.Cancel:
                        _cancelAttempt?.Invoke();
                        break;
                    case FrameKind.CheckpointAnswered:
                        _checkpoints.Answered(frame);
                        break;
                    default:
                        throw new InvalidDataException($"a {frame.Kind} message does not belong here");
                }
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            Console.Error.WriteLine($"The node cannot be heard: {exception.Message}");
        }

        _attempts.Writer.Complete();
        if (Volatile.Read(ref _unanswered) > 0)
        {
            endProcess();
        }
    }

    private CancellationToken NextToken()
    {
        var cancellation = new CancellationTokenSource();

        // What processors registered on the token is their code, and may block.
        _cancelAttempt = () => _ = cancellation.CancelAsync();
        return cancellation.Token;
    }

    private async Task<(WorkerFrame Outcome, bool IsOutOfMemory)> RunAttemptAsync(WorkerFrame frame, CancellationToken token)
    {
        var progress = new ProgressReports(output, time);
        try
        {
            var attempt = WorkerJson.Header(frame, WorkerJson.Default.AttemptHeader);
            var context = AttemptFrame.ToContext(
                attempt, frame.Content, progress.Report, (state, cancellation) => _checkpoints.SaveAsync(state, attempt.MaxCheckpointBytes, cancellation));
            var result = await processors.StartInWorkerAsync(context, threads, token);
            progress.Close();
            return (Completed(result, attempt.MaxResultBytes), false);
        }
        catch (Exception exception)
        {
            // The processor's failure, whatever it is, is the attempt's outcome.
            progress.Close();
            var (error, failureClass) = FailureClassifier.Classify(exception);
            return exception is OperationCanceledException
                ? (Failed(ErrorCodes.Cancelled, error.Message, FailureClass.Cancelled), false)
                : (Failed(error.Code, error.Message, failureClass), failureClass == FailureClass.OutOfMemory);
        }
    }

    private static WorkerFrame Completed(TaskResult result, int maxResultBytes)
    {
        var contentType = result.ContentType ?? string.Empty;
        if (contentType.Length > MaxContentTypeLength)
        {
            return Failed(ErrorCodes.Failed, $"The result's content type has {contentType.Length} characters; {MaxContentTypeLength} are the most.", FailureClass.Permanent);
        }

        return result.Content.Length > maxResultBytes
            ? Failed(ErrorCodes.ResultTooLarge, $"The result has {result.Content.Length} bytes; queue.max-result-bytes is {maxResultBytes}.", FailureClass.Permanent)
            : WorkerJson.Frame(FrameKind.Completed, new ResultHeader(contentType), WorkerJson.Default.ResultHeader, result.Content);
    }

    private static WorkerFrame Failed(string code, string message, FailureClass failureClass) => WorkerJson.Failure(FrameKind.Failed, code, message, failureClass);

    /// <summary>Passes on an attempt's reports, ten a second at most, the last one in any case, and none after its end.</summary>
    private sealed class ProgressReports(FrameWriter output, TimeProvider time)
    {
        private const int MaxTextLength = 1024;

        // Guards what follows: processors report from any thread.
        private readonly Lock _gate = new();
        private long? _lastAt;
        private TaskProgress? _held;
        private bool _isClosed;

        public void Report(TaskProgress progress)
        {
            lock (_gate)
            {
                if (_isClosed)
                {
                    return;
                }

                if (_lastAt is { } last && time.GetElapsedTime(last) < ProgressInterval)
                {
                    _held = progress;
                    return;
                }

                Write(progress);
            }
        }

        public void Close()
        {
            lock (_gate)
            {
                _isClosed = true;
                if (_held is { } last)
                {
                    Write(last);
                }
            }
        }

        private void Write(TaskProgress progress)
        {
            _held = null;
            _lastAt = time.GetTimestamp();
            var text = progress.Message is { } message ? WorkerJson.Cut(message, MaxTextLength) : null;
            output.Write(WorkerJson.Frame(FrameKind.Progress, new ProgressHeader(progress.Current, progress.Total, text), WorkerJson.Default.ProgressHeader));
        }
    }
}
