using Spectre.Console;

namespace ActorQueue.Cli.Display;

/// <summary>What standard output is: a terminal that can be drawn on, or something that takes plain lines.</summary>
internal static class Terminal
{
    // Tables in a log or a file: wide enough for names, narrow enough to be read.
    private const int PlainWidth = 110;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    /// <summary>A console for tables. Colours also go by NO_COLOR (no-color.org).</summary>
    public static IAnsiConsole CreateConsole(bool isPlain)
    {
        if (!MustBePlain(isPlain))
        {
            return AnsiConsole.Console;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(Console.Out),
        });
        console.Profile.Width = PlainWidth;
        return console;
    }

    public static IRunDisplay CreateDisplay(bool isPlain) => MustBePlain(isPlain)
        ? new PlainDisplay(Console.Out, Console.Error, TimeProvider.System, Heartbeat)
        : new TerminalDisplay(AnsiConsole.Console, TimeProvider.System);

    public static bool MustBePlain(bool isAsked) =>
        MustBePlain(isAsked, Console.IsOutputRedirected, Environment.GetEnvironmentVariable("TERM")) || !AnsiConsole.Profile.Capabilities.Ansi;

    internal static bool MustBePlain(bool isAsked, bool isRedirected, string? terminal) => isAsked || isRedirected || terminal is null or "" or "dumb";
}
