using System.Text;
using Microsoft.Extensions.Logging;

namespace ActorQueue.Isolation;

/// <summary>
/// What one worker process says, in the node's log under its worker id: lines of bounded length, a bounded number a time. The last ones are kept for the error of a crash.
/// </summary>
internal sealed partial class WorkerLog(string workerId, int processId, TimeProvider time, ILogger logger)
{
    private const int MaxLinesPerPeriod = 200;
    private const int TailLines = 8;
    private const int MaxTailLineLength = 300;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    // Guards what follows: lines come from standard error and, as frames, from the processor's loggers.
    private readonly Lock _gate = new();
    private readonly Queue<string> _tail = new();
    private long _periodStart = time.GetTimestamp();
    private int _linesInPeriod;
    private int _dropped;

    /// <summary>The last lines of standard error, on one.</summary>
    public string LastLines
    {
        get
        {
            lock (_gate)
            {
                return string.Join(" | ", _tail);
            }
        }
    }

    public void Started() => LogStarted(logger, workerId, processId);

    public void Ended(string how) => LogEnded(logger, workerId, processId, how);

    /// <summary>A line that was printed.</summary>
    public void Print(ReadOnlySpan<byte> bytes)
    {
        var line = Clean(Encoding.UTF8.GetString(bytes).TrimEnd());
        if (line.Length == 0)
        {
            return;
        }

        // Of a stack only the head says something to who reads the error; the log has it all.
        if (!line.StartsWith("   at ", StringComparison.Ordinal))
        {
            Keep(line);
        }

        if (Admit())
        {
            LogLine(logger, LogLevel.Information, workerId, processId, line);
        }
    }

    /// <summary>A line that one of the processor's loggers wrote.</summary>
    public void Write(LogHeader line)
    {
        if (Enum.IsDefined(line.Level) && line.Level != LogLevel.None && Admit())
        {
            LogLine(logger, line.Level, workerId, processId, $"{Clean(line.Category)}: {Clean(line.Message)}");
        }
    }

    // A terminal or a log viewer would act on control characters.
    private static string Clean(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = char.IsControl(c) ? clean.Append(c is '\n' or '\r' or '\t' ? " " : $"\\x{(int)c:x2}") : clean.Append(c);
        }

        return clean.ToString();
    }

    private void Keep(string line)
    {
        lock (_gate)
        {
            _tail.Enqueue(line.Length <= MaxTailLineLength ? line : line[..MaxTailLineLength] + "…");
            if (_tail.Count > TailLines)
            {
                _tail.Dequeue();
            }
        }
    }

    private bool Admit()
    {
        int dropped;
        lock (_gate)
        {
            if (time.GetElapsedTime(_periodStart) >= Period)
            {
                _periodStart = time.GetTimestamp();
                _linesInPeriod = 0;
            }

            if (++_linesInPeriod > MaxLinesPerPeriod)
            {
                _dropped++;
                return false;
            }

            (dropped, _dropped) = (_dropped, 0);
        }

        if (dropped > 0)
        {
            LogDropped(logger, workerId, processId, dropped, MaxLinesPerPeriod, (int)Period.TotalSeconds);
        }

        return true;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Worker {WorkerId} (pid {ProcessId}) started")]
    private static partial void LogStarted(ILogger logger, string workerId, int processId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Worker {WorkerId} (pid {ProcessId}) {How}")]
    private static partial void LogEnded(ILogger logger, string workerId, int processId, string how);

    [LoggerMessage(Message = "Worker {WorkerId} (pid {ProcessId}): {Line}")]
    private static partial void LogLine(ILogger logger, LogLevel level, string workerId, int processId, string line);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Worker {WorkerId} (pid {ProcessId}): {Dropped} lines were dropped; {MaxLines} in {Seconds} s are the most")]
    private static partial void LogDropped(ILogger logger, string workerId, int processId, int dropped, int maxLines, int seconds);
}
