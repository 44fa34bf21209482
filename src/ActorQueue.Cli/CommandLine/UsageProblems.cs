using System.CommandLine;
using System.CommandLine.Parsing;

namespace ActorQueue.Cli.CommandLine;

/// <summary>Everything that is wrong with a command line, together, so that it is mended in one go.</summary>
internal static class UsageProblems
{
    public static IReadOnlyList<string> Find(ParseResult parse) => parse.CommandResult.Command.Subcommands.Count > 0 && parse.Errors.Count > 0
        ? [UnknownCommand(parse)]
        : [.. parse.Errors.Select(Message).Concat(UnknownOptions(parse)).Distinct(StringComparer.Ordinal)];

    public static void Write(IReadOnlyList<string> problems, ParseResult parse, TextWriter error)
    {
        error.WriteLine(problems.Count == 1 ? "Wrong usage:" : $"Wrong usage, {problems.Count} problems:");
        foreach (var problem in problems)
        {
            error.WriteLine($"  - {problem}");
        }

        error.WriteLine($"Try: {CommandName(parse)} --help");
    }

    /// <summary>The parser names the command that lacks an argument, not the argument.</summary>
    private static string Message(ParseError error) => error.SymbolResult is ArgumentResult { Tokens.Count: 0, Argument: { Arity.MinimumNumberOfValues: > 0 } missing }
        ? $"{missing.Name} is missing: {missing.Description}."
        : error.Message;

    private static string UnknownCommand(ParseResult parse)
    {
        var commands = parse.CommandResult.Command.Subcommands.Where(command => !command.Hidden).Select(command => command.Name).ToList();
        if (parse.UnmatchedTokens is not [var name, ..])
        {
            return $"A command is missing: {string.Join(", ", commands)}.";
        }

        return $"'{name}' is no command{DidYouMean(commands, name)}. The commands are: {string.Join(", ", commands)}.";
    }

    private static string DidYouMean(IEnumerable<string> known, string name) =>
        known.MinBy(candidate => Distance(candidate, name)) is { } nearest && Distance(nearest, name) <= 3 ? $" (did you mean {nearest}?)" : "";

    /// <summary>
    /// The parser hands an unknown option over as one more PATH. A name that starts with a dash is therefore refused unless it
    /// stands behind <c>--</c>.
    /// </summary>
    private static IEnumerable<string> UnknownOptions(ParseResult parse)
    {
        var known = parse.CommandResult.Command.Options.Select(option => option.Name).ToList();
        foreach (var token in parse.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash))
        {
            if (token.Type == TokenType.Argument && IsTakenAsArgument(parse, token) && token.Value is ['-', _, ..])
            {
                var name = token.Value.Split('=', 2)[0];
                yield return $"{name} is no option of '{parse.CommandResult.Command.Name}'{DidYouMean(known, name)}; a path that starts with a dash goes behind --.";
            }
        }
    }

    private static bool IsTakenAsArgument(ParseResult parse, Token token) =>
        parse.CommandResult.Children.OfType<ArgumentResult>().Any(argument => argument.Tokens.Any(taken => ReferenceEquals(taken, token)));

    private static string CommandName(ParseResult parse)
    {
        List<string> names = [];
        for (SymbolResult? result = parse.CommandResult; result is CommandResult command; result = result.Parent)
        {
            names.Insert(0, command.Command.Name);
        }

        return string.Join(' ', names);
    }

    /// <summary>Levenshtein's edit distance.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var substitution = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
