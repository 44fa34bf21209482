namespace ActorQueue.Cli.CommandLine;

/// <summary>Ends a command with a sentence for its user instead of a stack trace.</summary>
internal sealed class CommandFailedException(int exitCode, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public int ExitCode { get; } = exitCode;
}
