using System.CommandLine;
using System.Text;

namespace ActorQueue.Cli.Completion;

/// <summary>Completion for zsh: a function per command, each naming its options and what follows.</summary>
internal static class ZshCompletion
{
    public static string Write(Command root)
    {
        var script = new StringBuilder("#compdef actorqueue\n# zsh completion of actorqueue\n");
        foreach (var command in CompletedCommand.All(root).Reverse())
        {
            script.Append($"\n{Function(command.Path)}() {{\n");
            Arguments(script, command);
            script.Append("}\n");
        }

        return script.Append("\n_actorqueue \"$@\"\n").ToString();
    }

    private static void Arguments(StringBuilder script, CompletedCommand command)
    {
        script.Append(command.Subcommands.Any() ? "  local line state\n  _arguments -C" : "  _arguments");
        foreach (var option in command.Options)
        {
            script.Append($" \\\n    '{(IsRepeatable(option) ? "*" : "")}{option.Name}[{Text(option.Description)}]{Value(option)}'");
        }

        script.Append(" \\\n    '--help[Show help]'");
        if (!command.Subcommands.Any())
        {
            var words = command.Words.ToArray();
            script.Append($" \\\n    '*:argument:{(words.Length > 0 ? $"({string.Join(' ', words)})" : command.TakesFiles ? "_files" : "")}'\n");
            return;
        }

        script.Append(" \\\n    '1: :->command' \\\n    '*:: :->rest'\n  case $state in\n    command)\n      local -a commands=(\n");
        foreach (var below in command.Subcommands)
        {
            script.Append($"        '{below.Name}:{Text(below.Description)}'\n");
        }

        script.Append("      )\n      _describe command commands ;;\n    rest)\n      case $line[1] in\n");
        foreach (var below in command.Subcommands)
        {
            script.Append($"        {below.Name}) {Function([.. command.Path, below.Name])} ;;\n");
        }

        script.Append("      esac ;;\n  esac\n");
    }

    private static string Function(IReadOnlyList<string> path) => string.Concat(path.Prepend("actorqueue").Select(name => "_" + name));

    private static bool IsRepeatable(Option option) => option.ValueType.IsArray;

    private static string Value(Option option)
    {
        if (!CompletedCommand.TakesValue(option))
        {
            return "";
        }

        var words = CompletedCommand.WordsOf(option);
        return $":{Text(option.HelpName ?? "value")}:{(words.Count > 0 ? $"({string.Join(' ', words)})" : CompletedCommand.TakesFile(option) ? "_files" : "")}";
    }

    // Inside single quotes, where brackets and colons part the pieces.
    private static string Text(string? text) => (text ?? "").Replace("'", "'\\''", StringComparison.Ordinal)
        .Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);
}
