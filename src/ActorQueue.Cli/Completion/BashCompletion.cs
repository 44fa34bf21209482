using System.CommandLine;
using System.Text;

namespace ActorQueue.Cli.Completion;

/// <summary>Completion for bash: the words before the cursor choose a command, and that its options, words or files.</summary>
internal static class BashCompletion
{
    public static string Write(Command root)
    {
        var script = new StringBuilder("""
            # bash completion of actorqueue
            _actorqueue() {
              local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" path="" word
              for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
                case "$path $word" in

            """);
        var commands = CompletedCommand.All(root).ToArray();
        script.Append("      ").AppendJoin('|', commands.Skip(1).Select(command => $"\"{Key(command)}\"")).Append(") path=\"$path $word\" ;;\n");
        script.Append("""
                esac
              done
              case "$path $previous" in

            """);
        foreach (var command in commands)
        {
            foreach (var option in command.Options.Where(CompletedCommand.TakesValue))
            {
                script.Append($"    \"{Key(command)} {option.Name}\") {Reply(option)} ;;\n");
            }
        }

        script.Append("  esac\n  case \"$path\" in\n");
        foreach (var command in commands)
        {
            var words = command.Subcommands.Select(below => below.Name).Concat(command.Words).Concat(command.Options.Select(option => option.Name)).Append("--help").Distinct(StringComparer.Ordinal);
            var files = command.TakesFiles ? " -f" : "";
            script.Append($"    \"{Key(command)}\") COMPREPLY=($(compgen{files} -W \"{string.Join(' ', words)}\" -- \"$current\")) ;;\n");
        }

        script.Append("  esac\n}\ncomplete -F _actorqueue actorqueue\n");
        return script.ToString();
    }

    private static string Key(CompletedCommand command) => string.Concat(command.Path.Select(name => " " + name));

    private static string Reply(Option option)
    {
        var words = CompletedCommand.WordsOf(option);
        var choice = words.Count > 0 ? $" -W \"{string.Join(' ', words)}\"" : CompletedCommand.TakesFile(option) ? " -f" : "";
        return choice.Length == 0 ? "return" : $"COMPREPLY=($(compgen{choice} -- \"$current\")); return";
    }
}
