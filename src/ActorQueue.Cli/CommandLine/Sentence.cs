namespace ActorQueue.Cli.CommandLine;

/// <summary>What others say, as a sentence that another one can follow.</summary>
internal static class Sentence
{
    public static string Of(Exception exception) => Of(exception.Message);

    public static string Of(string message) => message.EndsWith('.') ? message : message + ".";
}
