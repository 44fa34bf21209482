namespace ActorQueue.Cli.CommandLine;

/// <summary>What the process says to a script; the same for every command.</summary>
internal static class ExitCode
{
    public const int Completed = 0;
    public const int SomeFailed = 1;
    public const int WrongUsage = 2;
    public const int Environment = 3;
    public const int Refused = 4;
    public const int Interrupted = 130;
}
