using System.CommandLine;
using System.CommandLine.Completions;

namespace ActorQueue.Cli.Completion;

/// <summary>A command as a shell completes it.</summary>
/// <param name="Path">Its name and those above it, without the program's.</param>
internal sealed record CompletedCommand(IReadOnlyList<string> Path, Command Command)
{
    public IEnumerable<Command> Subcommands => Command.Subcommands.Where(command => !command.Hidden);

    public IEnumerable<Option> Options => Command.Options.Where(option => !option.Hidden);

    /// <summary>The words of the arguments, where they are a fixed set.</summary>
    public IEnumerable<string> Words => Command.Arguments.SelectMany(argument => argument.CompletionSources.SelectMany(Values));

    /// <summary>Whether anything that stands without an option may be a file.</summary>
    public bool TakesFiles => Command.Arguments.Any(argument => argument.Name == "PATH");

    /// <summary>The words of an option; empty when it takes any.</summary>
    public static IReadOnlyList<string> WordsOf(Option option) => [.. option.CompletionSources.SelectMany(Values)];

    /// <summary>Whether an option is followed by a value.</summary>
    public static bool TakesValue(Option option) => option.ValueType != typeof(bool) && option.ValueType != typeof(void);

    /// <summary>Whether that value is a file or a folder.</summary>
    public static bool TakesFile(Option option) => option.HelpName is { } name && (name.Contains("FILE", StringComparison.Ordinal) || name == "DIR");

    /// <summary>The command and all below it.</summary>
    public static IEnumerable<CompletedCommand> All(Command root) => Below(new CompletedCommand([], root));

    private static IEnumerable<CompletedCommand> Below(CompletedCommand command) =>
        [command, .. command.Subcommands.SelectMany(below => Below(new CompletedCommand([.. command.Path, below.Name], below)))];

    private static IEnumerable<string> Values(Func<CompletionContext, IEnumerable<CompletionItem>> source) => source(CompletionContext.Empty).Select(item => item.Label);
}
