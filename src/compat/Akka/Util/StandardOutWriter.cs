namespace Akka.Util;

/// <summary>Whole lines to standard output: two threads never mix theirs.</summary>
public static class StandardOutWriter
{
    // Guards the console's colours together with the text they belong to.
    private static readonly Lock ConsoleLock = new();

    public static void Write(string message, ConsoleColor? foregroundColor = null, ConsoleColor? backgroundColor = null) =>
        WriteColored(message, foregroundColor, backgroundColor);

    public static void WriteLine(string message, ConsoleColor? foregroundColor = null, ConsoleColor? backgroundColor = null) =>
        WriteColored(message + Environment.NewLine, foregroundColor, backgroundColor);

    private static void WriteColored(string text, ConsoleColor? foreground, ConsoleColor? background)
    {
        lock (ConsoleLock)
        {
            // Colours in a file or a pipe would be escape sequences.
            var isColored = !Console.IsOutputRedirected && (foreground is not null || background is not null);
            if (isColored)
            {
                Console.ForegroundColor = foreground ?? Console.ForegroundColor;
                Console.BackgroundColor = background ?? Console.BackgroundColor;
            }

            Console.Write(text);
            if (isColored)
            {
                Console.ResetColor();
            }
        }
    }
}
