using System.Diagnostics;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Completion;

namespace ActorQueue.Cli.Tests.Completion;

public sealed class CompletionTests
{
    [LinuxFact]
    public void Bash_completes_commands_options_and_the_words_of_options()
    {
        Complete("actorqueue", "sub").ShouldBe(["submit"]);
        Complete("actorqueue", "schedule", "re").ShouldBe(["remove", "resume"]);
        Complete("actorqueue", "list", "--sta").ShouldBe(["--status"]);
        Complete("actorqueue", "list", "--status", "can").ShouldBe(["cancelled"]);
        Complete("actorqueue", "submit", "--on-dependency-failed", "r").ShouldBe(["run"]);
        Complete("actorqueue", "completion", "f").ShouldBe(["fish"]);
    }

    [Fact]
    public void Zsh_and_fish_know_every_command_and_option()
    {
        var root = CliApplication.CreateRoot();
        var (zsh, fish) = (ZshCompletion.Write(root), FishCompletion.Write(root));

        foreach (var command in CompletedCommand.All(root).Where(command => command.Path.Count > 0))
        {
            zsh.ShouldContain($"_actorqueue_{string.Join('_', command.Path)}()");
            fish.ShouldContain($" -a {command.Path[^1]} ");
            foreach (var option in command.Options)
            {
                zsh.ShouldContain($"{option.Name}[");
                fish.ShouldContain($"-l {option.Name[2..]} ");
            }
        }
    }

    private static IEnumerable<string> Complete(params string[] words)
    {
        using var folder = new TemporaryFolder();
        var script = folder.Write("completion.bash", BashCompletion.Write(CliApplication.CreateRoot()));
        using var bash = Process.Start(new ProcessStartInfo(
            "bash", ["-c", "source \"$1\"; shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _actorqueue; printf '%s\\n' \"${COMPREPLY[@]}\"", "test", script, .. words])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var output = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit();
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
    }
}
