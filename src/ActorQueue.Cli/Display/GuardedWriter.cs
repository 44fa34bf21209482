using System.Text;

namespace ActorQueue.Cli.Display;

/// <summary>
/// An output that may be full or closed. After its first failure it takes everything and writes nothing, so that whoever draws, a timer's thread among them,
/// is not ended by it; the command's end tells of the failure.
/// </summary>
internal sealed class GuardedWriter(TextWriter inner) : TextWriter
{
    private readonly Lock _gate = new();

    /// <summary>The first failure; null while all is well.</summary>
    public Exception? Failure { get; private set; }

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Guard(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Guard(() => inner.Write(buffer, index, count));

    public override void Write(string? value) => Guard(() => inner.Write(value));

    // One write each: text and line end must not be parted by another thread's line.
    public override void WriteLine() => Guard(inner.WriteLine);

    public override void WriteLine(string? value) => Guard(() => inner.WriteLine(value));

    public override void Flush() => Guard(inner.Flush);

    private void Guard(Action write)
    {
        lock (_gate)
        {
            if (Failure is not null)
            {
                return;
            }

            try
            {
                write();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                Failure = exception;
            }
        }
    }
}
