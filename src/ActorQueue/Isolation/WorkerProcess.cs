using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using ActorQueue.Contracts;
using ActorQueue.Isolation.Memory;
using ActorQueue.Processors;
using Microsoft.Extensions.Logging;

namespace ActorQueue.Isolation;

/// <summary>
/// One worker process as its node sees it. It runs one attempt at a time; an attempt that does not heed its cancellation, and words that make no sense, end it.
/// </summary>
/// <remarks>
/// Every wait for the process has an end: its pipes are read asynchronously and the reads are given up a while after it was killed or has gone, since a program that it
/// started may hold them open. No thread ever blocks in a read: to dispose of an anonymous pipe under a blocked read waits for that read (dotnet/runtime issue 81663).
/// </remarks>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private const int MaxErrorLineBytes = 2048;
    private const int MaxNoiseBytes = 64 << 10;

    /// <summary>How long a cancelled attempt may take to come back before its process is killed; less than an analyzer waits.</summary>
    public static readonly TimeSpan CancelGrace = TimeSpan.FromSeconds(2);

    // Killed processes are gone in milliseconds; one that the kernel holds must not hold the node, too.
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(5);

    // What the process wrote before it went is in the pipes and only has to be read.
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly ControlGroup? _group;
    private readonly TimeProvider _time;
    private readonly WorkerLog _log;
    private readonly FrameReader _frames;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly CancellationTokenSource _reads;
    private readonly Task _exit;
    private readonly Task _errors;
    private bool _isGreeted;
    private bool _isBroken;
    private long? _exceededBytes;

    private WorkerProcess(Process process, string workerId, long memoryLimitBytes, ControlGroup? group, int maxContentBytes, TimeProvider time, ILogger logger)
    {
        _process = process;
        WorkerId = workerId;
        ProcessId = process.Id;
        MemoryLimitBytes = memoryLimitBytes;
        _group = group;
        _time = time;
        _log = new WorkerLog(workerId, ProcessId, time, logger);
        _reads = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _frames = new FrameReader(process.StandardOutput.BaseStream, maxContentBytes);
        _exit = AwaitExitAsync();
        _errors = ForwardErrorsAsync();
        _log.Started();
    }

    public string WorkerId { get; }

    public int ProcessId { get; }

    public long MemoryLimitBytes { get; }

    /// <summary>Whether it has finished an attempt before.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>Whether it can take another attempt.</summary>
    public bool IsUsable => !_isBroken && !_exit.IsCompleted;

    /// <exception cref="TaskFailedException">The process cannot be started.</exception>
    public static WorkerProcess Start(
        string workerId, ProcessStartInfo start, long memoryLimitBytes, ControlGroup? group, int maxContentBytes, TimeProvider time, ILogger logger)
    {
        try
        {
            var process = Process.Start(start)!;

            // Where it cannot be moved in, the watchdog alone looks after it.
            group?.TryAttach(process.Id);
            return new WorkerProcess(process, workerId, memoryLimitBytes, group, maxContentBytes, time, logger);
        }
        catch (Win32Exception exception)
        {
            throw new TaskFailedException(ErrorCodes.Crashed, $"A worker process cannot be started from {start.FileName}: {exception.Message}", FailureClass.Retryable, exception);
        }
    }

    /// <summary>Runs one attempt.</summary>
    /// <exception cref="TaskFailedException">The processor failed, or the process died of it.</exception>
    /// <exception cref="WorkerGoneException">The process went before it had taken the attempt.</exception>
    /// <exception cref="OperationCanceledException">The processor gave up; or the token was cancelled, and the process is dead.</exception>
    public async Task<TaskResult> RunAsync(TaskContext context, WorkerProcessBounds bounds, CancellationToken cancellationToken)
    {
        var isAnswered = false;
        var exchange = new Exchange(context);
        var cancelling = Task.FromResult(false);
        using var finished = new CancellationTokenSource();
        try
        {
            Outcome outcome;

            // Both are waited for when they are disposed of: neither a late look nor a late cancel may hit the next attempt.
            await using (new MemoryWatchdog(() => ProcessMemory.Read(ProcessId), MemoryLimitBytes, OnMemoryExceeded, _time))
            await using (cancellationToken.UnsafeRegister(_ => cancelling = CancelAsync(finished.Token), null))
            {
                outcome = await ExchangeAsync(exchange, bounds);
            }

            isAnswered = true;

            // A process that ran out of memory ends after its answer.
            _isBroken |= outcome.Failure is TaskFailedException { FailureClass: FailureClass.OutOfMemory };
            return outcome.Failure is { } failure ? throw failure : outcome.Result;
        }
        catch (Exception exception) when (!isAnswered && IsEnd(exception))
        {
            Kill();
            await Task.WhenAll(_exit, _errors);
            cancellationToken.ThrowIfCancellationRequested();
            var end = End(exception);
            throw exchange.IsAccepted || !IsUsed ? end.ToException(exception) : new WorkerGoneException(end.ToException(exception));
        }
        finally
        {
            await finished.CancelAsync();
            _isBroken |= await cancelling || !isAnswered;
            IsUsed = true;
        }
    }

    /// <summary>Ends the process and all that it started.</summary>
    public void Kill()
    {
        try
        {
            if (!_exit.IsCompleted)
            {
                // From now on its pipes are worth waiting for only so long.
                _reads.CancelAfter(KillPatience);
                ProcessGroup.End(ProcessId);
                _process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It is already going; whether it is gone is found out by waiting.
            _log.Ended($"was not killed: {exception.Message}");
        }
    }

    /// <summary>Lets it end, or makes it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (IsUsable)
        {
            // An orderly end: the host in there takes itself down.
            await CloseInputAsync();
            await Task.WhenAny(_exit, Task.Delay(CancelGrace, _time));
        }

        Kill();
        await Task.WhenAll(_exit, _errors);
        await CloseInputAsync();
        await _process.StandardOutput.BaseStream.DisposeAsync();
        await _process.StandardError.BaseStream.DisposeAsync();
        _process.Dispose();
        _group?.Dispose();
        _writing.Dispose();
        _reads.Dispose();
    }

    private static bool IsEnd(Exception exception) =>
        exception is IOException or InvalidDataException or JsonException or OperationCanceledException or ObjectDisposedException;

    private async Task<Outcome> ExchangeAsync(Exchange exchange, WorkerProcessBounds bounds)
    {
        var context = exchange.Context;
        if (!_isGreeted)
        {
            await AwaitGreetingAsync();
        }

        await WriteAsync(AttemptFrame.Of(context, bounds));
        while (true)
        {
            var frame = await _frames.ReadAsync(_reads.Token) ?? throw new EndOfStreamException();
            switch (frame.Kind)
            {
                case FrameKind.Accepted when !exchange.IsAccepted:
                    exchange.IsAccepted = true;
                    break;
                case FrameKind.Log:
                    _log.Write(WorkerJson.Header(frame, WorkerJson.Default.LogHeader));
                    break;
                case FrameKind.Progress when exchange.IsAccepted:
                    var progress = WorkerJson.Header(frame, WorkerJson.Default.ProgressHeader);
                    context.ReportProgress(Math.Max(0, progress.Current), Math.Max(0, progress.Total), progress.Message);
                    break;
                case FrameKind.Checkpoint when exchange.IsAccepted:
                    await WriteAsync(await SaveCheckpointAsync(context, frame.Content));
                    break;
                case FrameKind.Completed or FrameKind.Failed when exchange.IsAccepted:
                    return Interpret(frame);
                default:
                    throw new InvalidDataException($"a {frame.Kind} message does not belong here");
            }
        }
    }

    // Nothing else is read meanwhile: the worker waits too, and what it says besides waits in the pipe.
    private async Task<WorkerFrame> SaveCheckpointAsync(TaskContext context, ReadOnlyMemory<byte> state)
    {
        try
        {
            await context.SaveCheckpointAsync(state, _reads.Token);
            return new WorkerFrame(FrameKind.CheckpointAnswered);
        }
        catch (Exception exception) when (exception is TaskFailedException or QueueUnavailableException)
        {
            var (error, failureClass) = FailureClassifier.Classify(exception);
            return WorkerJson.Failure(FrameKind.CheckpointAnswered, error.Code, error.Message, failureClass);
        }
    }

    private static Outcome Interpret(WorkerFrame frame)
    {
        if (frame.Kind == FrameKind.Completed)
        {
            return new Outcome(new TaskResult(frame.Content, WorkerJson.Header(frame, WorkerJson.Default.ResultHeader).ContentType), null);
        }

        var failure = WorkerJson.Header(frame, WorkerJson.Default.FailureHeader);
        return failure switch
        {
            { IsComplete: false } => throw new InvalidDataException("a failure came without code or class"),
            { Class: FailureClass.Cancelled } => new Outcome(default, new OperationCanceledException(failure.Message)),
            _ => new Outcome(default, new TaskFailedException(failure.Code, failure.Message, failure.Class)),
        };
    }

    private async Task AwaitGreetingAsync()
    {
        var noise = await _frames.SkipToAsync(WorkerProgram.Greeting, MaxNoiseBytes, _reads.Token) ?? throw new EndOfStreamException();
        foreach (var range in noise.AsSpan().Split((byte)'\n'))
        {
            _log.Print(noise.AsSpan()[range]);
        }

        _isGreeted = true;
    }

    private async Task WriteAsync(WorkerFrame frame)
    {
        await _writing.WaitAsync(_reads.Token);
        try
        {
            var head = new byte[WorkerFrame.HeadBytes + frame.Header.Length];
            frame.WriteHead(head);
            frame.Header.CopyTo(head, WorkerFrame.HeadBytes);
            var input = _process.StandardInput.BaseStream;
            await input.WriteAsync(head, _reads.Token);
            await input.WriteAsync(frame.Content, _reads.Token);
            await input.FlushAsync(_reads.Token);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Asks first; who does not come back in time is killed.</summary>
    /// <returns>Whether the process can no longer be used.</returns>
    private async Task<bool> CancelAsync(CancellationToken finished)
    {
        var ask = AskToCancelAsync();
        try
        {
            await Task.Delay(CancelGrace, _time, finished);
            Kill();
            return true;
        }
        catch (OperationCanceledException)
        {
            // It came back. A request still on its way would be taken for the next attempt's.
            return !ask.IsCompleted;
        }
    }

    private async Task AskToCancelAsync()
    {
        try
        {
            await WriteAsync(new WorkerFrame(FrameKind.Cancel));
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // It is going; its attempt sees that.
        }
    }

    private void OnMemoryExceeded(long bytes)
    {
        _exceededBytes = bytes;
        Kill();
    }

    private WorkerEnd End(Exception cause) => new(WorkerId, ProcessId, _process.HasExited ? _process.ExitCode : null, _log.LastLines)
    {
        MemoryLimitBytes = MemoryLimitBytes,
        ExceededBytes = _exceededBytes,
        IsKilledByControlGroup = _group?.HasKilled() == true,
        Violation = cause is InvalidDataException or JsonException ? cause.Message : null,
    };

    private async Task AwaitExitAsync()
    {
        try
        {
            await _process.WaitForExitAsync(_reads.Token);

            // What it started is of no use without it. The number is nobody else's yet: numbers go round before they return.
            ProcessGroup.End(ProcessId);
            _log.Ended($"ended with exit code {_process.ExitCode}");
            _reads.CancelAfter(DrainPatience);
        }
        catch (OperationCanceledException)
        {
            _log.Ended("cannot be ended");
        }
    }

    private async Task ForwardErrorsAsync()
    {
        var lines = new LineReader(_process.StandardError.BaseStream, MaxErrorLineBytes);
        try
        {
            while (await lines.ReadAsync(_reads.Token) is { } line)
            {
                _log.Print(line);
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // Somebody else holds the pipe open; the process itself has said all that it will.
        }
    }

    private async Task CloseInputAsync()
    {
        try
        {
            await _process.StandardInput.BaseStream.DisposeAsync();
        }
        catch (IOException)
        {
            // The other end is closed already.
        }
    }

    private readonly record struct Outcome(TaskResult Result, Exception? Failure);

    /// <summary>One attempt's conversation.</summary>
    private sealed class Exchange(TaskContext context)
    {
        public TaskContext Context { get; } = context;

        public bool IsAccepted { get; set; }
    }
}

/// <summary>A worker process was gone before it had taken the attempt: another one can run it as if nothing had been.</summary>
internal sealed class WorkerGoneException(Exception cause) : Exception(cause.Message, cause);
