using System.CommandLine;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Completion;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue completion</c>: a script that teaches a shell the commands and options.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, Func<Command, string>> Shells = new(StringComparer.OrdinalIgnoreCase)
    {
        ["bash"] = BashCompletion.Write,
        ["zsh"] = ZshCompletion.Write,
        ["fish"] = FishCompletion.Write,
    };

    public static Command Create(Func<Command> createRoot)
    {
        var shell = new Argument<string>("SHELL") { Description = string.Join(", ", Shells.Keys) };
        shell.CompletionSources.Add([.. Shells.Keys]);
        shell.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !Shells.ContainsKey(token.Value))
            {
                result.AddError($"SHELL must be one of {string.Join(", ", Shells.Keys)}, it is '{token.Value}'.");
            }
        });
        var command = new DocumentedCommand("completion", "Print a script that lets a shell complete commands and options")
        {
            Examples =
            [
                ("actorqueue completion bash > ~/.local/share/bash-completion/completions/actorqueue", "For bash"),
                ("actorqueue completion zsh > ~/.zfunc/_actorqueue", "For zsh, where fpath has ~/.zfunc"),
                ("actorqueue completion fish > ~/.config/fish/completions/actorqueue.fish", "For fish"),
            ],
        };
        command.Arguments.Add(shell);
        command.SetAction(parse =>
        {
            parse.InvocationConfiguration.Output.Write(Shells[parse.GetRequiredValue(shell)](createRoot()));
            return ExitCode.Completed;
        });
        return command;
    }
}
