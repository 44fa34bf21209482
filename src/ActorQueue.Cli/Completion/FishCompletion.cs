using System.CommandLine;
using System.Text;

namespace ActorQueue.Cli.Completion;

/// <summary>Completion for fish: a line per command, option and word, each with the commands that must have been typed.</summary>
internal static class FishCompletion
{
    public static string Write(Command root)
    {
        var script = new StringBuilder("# fish completion of actorqueue\ncomplete -c actorqueue -f\n");
        foreach (var command in CompletedCommand.All(root))
        {
            var condition = Condition(command);
            foreach (var below in command.Subcommands)
            {
                script.Append($"complete -c actorqueue -n '{condition}' -a {below.Name} -d '{Text(below.Description)}'\n");
            }

            foreach (var word in command.Words)
            {
                script.Append($"complete -c actorqueue -n '{condition}' -a {word}\n");
            }

            if (command.TakesFiles)
            {
                script.Append($"complete -c actorqueue -n '{condition}' -F\n");
            }

            foreach (var option in command.Options.Where(option => option.Name.StartsWith("--", StringComparison.Ordinal)))
            {
                script.Append($"complete -c actorqueue -n '{condition}' -l {option.Name[2..]}{Value(option)} -d '{Text(option.Description)}'\n");
            }
        }

        return script.ToString();
    }

    private static string Condition(CompletedCommand command)
    {
        var seen = command.Path.Select(name => $"__fish_seen_subcommand_from {name}");
        var notYet = command.Subcommands.Select(below => below.Name).ToArray();
        string[] conditions = [.. seen, .. notYet.Length > 0 ? [$"not __fish_seen_subcommand_from {string.Join(' ', notYet)}"] : Array.Empty<string>()];
        return string.Join("; and ", conditions);
    }

    private static string Value(Option option)
    {
        if (!CompletedCommand.TakesValue(option))
        {
            return "";
        }

        var words = CompletedCommand.WordsOf(option);
        return words.Count > 0 ? $" -x -a '{string.Join(' ', words)}'" : CompletedCommand.TakesFile(option) ? " -r -F" : " -x";
    }

    private static string Text(string? text) => (text ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
}
