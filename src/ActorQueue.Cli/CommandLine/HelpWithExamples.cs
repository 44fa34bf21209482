using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ActorQueue.Cli.CommandLine;

/// <summary>The library's help, followed by the command's notes and examples.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    // Help that was asked for is no error, whatever else stands on the line.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not DocumentedCommand command)
        {
            return exitCode;
        }

        var output = parseResult.InvocationConfiguration.Output;
        var width = Math.Clamp(TerminalWidth(), 40, 120);
        if (command.Notes.Count > 0)
        {
            output.WriteLine("Notes:");
            foreach (var line in command.Notes.SelectMany(note => Wrap(note, width - 2)))
            {
                output.WriteLine("  " + line);
            }

            output.WriteLine();
        }

        if (command.Examples.Count > 0)
        {
            output.WriteLine("Examples:");
            foreach (var (commandLine, meaning) in command.Examples)
            {
                output.WriteLine($"  {commandLine}");
                output.WriteLine($"      {meaning}");
            }

            output.WriteLine();
        }

        return exitCode;
    }

    public static void Install(Command root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpWithExamples((HelpAction)option.Action!);
    }

    internal static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }

    private static int TerminalWidth()
    {
        try
        {
            return Console.IsOutputRedirected || Console.WindowWidth <= 0 ? 100 : Console.WindowWidth;
        }
        catch (IOException)
        {
            return 100;
        }
    }
}
