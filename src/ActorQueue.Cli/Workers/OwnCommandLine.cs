namespace ActorQueue.Cli.Workers;

/// <summary>How this program is started again, whichever way it runs now: as the command, by <c>dotnet</c>, or as a library of a test.</summary>
internal static class OwnCommandLine
{
    public static IReadOnlyList<string> For(string command)
    {
        var assembly = typeof(OwnCommandLine).Assembly.GetName().Name!;
        var isOwnProgram = Path.GetFileNameWithoutExtension(Environment.ProcessPath) is { } name
            && (name.Equals("actorqueue", StringComparison.OrdinalIgnoreCase) || name.Equals(assembly, StringComparison.OrdinalIgnoreCase));
        return isOwnProgram ? [Environment.ProcessPath!, command] : [DotnetPath, Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), command];
    }

    private static string DotnetPath => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
        ? Environment.ProcessPath!
        : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
}
