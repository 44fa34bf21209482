using System.CommandLine;
using ActorQueue.Cli.CommandLine;

namespace ActorQueue.Cli.Tests.CommandLine;

public sealed class UsageTests
{
    [Fact]
    public async Task All_problems_of_a_command_line_are_told_together()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a-file");

        var (exitCode, _, error) = await RunAsync(
            "analyze", folder.Path, "--workers", "0", "--max-retries", "many", "--json", "/nowhere/at/all.json", "--csv", folder.Path, "--isolation", "none", "--data", file, "--wrokers", "3");

        exitCode.ShouldBe(ExitCode.WrongUsage);
        error.ShouldContain("7 problems");
        error.ShouldContain("--workers must be a whole number from 1 to 1024, it is '0'");
        error.ShouldContain("--max-retries must be a whole number from 0 to 100, it is 'many'");
        error.ShouldContain("--json: the folder '/nowhere/at' does not exist");
        error.ShouldContain($"--csv must name a file, '{folder.Path}' is a folder");
        error.ShouldContain("--isolation must be one of inline, thread, process");
        error.ShouldContain($"--data must name a folder, '{file}' is a file");
        error.ShouldContain("--wrokers is no option of 'analyze' (did you mean --workers?)");
        error.ShouldContain("actorqueue analyze --help");
    }

    [Fact]
    public async Task An_empty_path_is_no_path()
    {
        var (_, _, error) = await RunAsync("analyze", "");

        error.ShouldContain("PATH must name a file or a folder, it is empty");
    }

    [Theory]
    [InlineData("anlyze", "'anlyze' is no command (did you mean analyze?)")]
    [InlineData("analyze", "PATH is missing")]
    [InlineData("analyze x --workers", "--workers")]
    [InlineData("submit --kind x --size-hint -1", "--size-hint must be a whole number from 0")]
    [InlineData("analyze x --json ./out --csv out", "--json and --csv must name different files")]
    [InlineData("list --status nix", "--status must be one of pending, ")]
    [InlineData("list --limit 0", "--limit must be a whole number from 1")]
    [InlineData("status not-an-id", "ID must be a task's id")]
    [InlineData("doctor --what", "--what")]
    [InlineData("submit", "--kind KIND is missing")]
    [InlineData("submit --kind x --command y", "excludes --kind and --payload")]
    [InlineData("submit --kind x --delay soon", "--delay must be a length of time such as 500ms, 30s")]
    [InlineData("submit --kind x --priority huge", "--priority must be a whole number, or low, normal")]
    [InlineData("submit --kind x --depends-on 1", "--depends-on must be a task's id")]
    [InlineData("submit --command 'a", "every quote closed")]
    [InlineData("submit --kind x --name \t", "--name must not be empty")]
    [InlineData("submit --kind x --dedup-key a", "--dedup-key and --dedup-window belong together")]
    [InlineData("submit --kind x --dedup-policy reject", "--dedup-key and --dedup-window belong together")]
    [InlineData("submit --kind x --dedup-key a --dedup-window 5m --dedup-policy nix", "--dedup-policy must be one of reject, ")]
    [InlineData("cancel", "ID is missing")]
    [InlineData("cancel nix", "ID must be a task's id")]
    [InlineData("pause nix", "ID must be a task's id")]
    [InlineData("cancel 0193b2d0-5c1e-7a55-8f0e-1f2e3d4c5b6a --all", "excludes")]
    [InlineData("pause 0193b2d0-5c1e-7a55-8f0e-1f2e3d4c5b6a --kind x", "--kind means every task of the kind")]
    [InlineData("reprioritise 0193b2d0-5c1e-7a55-8f0e-1f2e3d4c5b6a", "--priority")]
    [InlineData("schedule add nightly --kind x", "--cron")]
    [InlineData("schedule ad", "did you mean add?")]
    [InlineData("batch seal nix", "ID must be a batch's id")]
    [InlineData("dead retry", "Options that say which are missing; --all says all")]
    [InlineData("explain nix", "ID must be a task's id")]
    [InlineData("completion tcsh", "SHELL must be one of bash, zsh, fish")]
    [InlineData("list --created-after tomorrow-ish", "--created-after must be a time such as")]
    [InlineData("start --num-workers -1", "--num-workers must be a whole number from 0 to 1024")]
    public async Task Wrong_usage_ends_with_2_and_says_what_is_wrong(string line, string expected)
    {
        var (exitCode, output, error) = await RunAsync(line.Split(' '));

        exitCode.ShouldBe(ExitCode.WrongUsage);
        error.ShouldContain(expected);
        output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_at_all_shows_the_help()
    {
        var (exitCode, output, _) = await RunAsync();

        exitCode.ShouldBe(ExitCode.WrongUsage);
        output.ShouldContain("actorqueue [command] [options]");
    }

    public static TheoryData<string> Commands => new(Paths(CliApplication.CreateRoot()));

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_has_help_with_examples_that_parse(string path)
    {
        var (exitCode, output, _) = await RunAsync([.. path.Split(' '), "--help"]);

        exitCode.ShouldBe(0);
        output.ShouldContain($"actorqueue {path}");
        var command = path.Split(' ').Aggregate(CliApplication.CreateRoot(), (above, name) => above.Subcommands.Single(below => below.Name == name));
        if (command.Subcommands.Count > 0)
        {
            return;
        }

        output.ShouldContain("Examples:");
        foreach (var (line, _) in ((DocumentedCommand)command).Examples)
        {
            ArgumentList.TryParse(line.Split(" | ")[0].Split(" > ")[0], out var arguments).ShouldBeTrue(line);
            arguments[0].ShouldBe("actorqueue");
            UsageProblems.Find(CliApplication.Parse(CliApplication.CreateRoot(), arguments[1..])).ShouldBeEmpty(line);
        }
    }

    private static IEnumerable<string> Paths(Command command) =>
        command.Subcommands.Where(below => !below.Hidden).SelectMany(below => Paths(below).Select(path => $"{below.Name} {path}").Prepend(below.Name));

    [LinuxFact]
    public async Task An_output_file_that_cannot_be_written_is_told_before_anything_is_started()
    {
        using var folder = new TemporaryFolder();

        // Not even root makes files there.
        var (exitCode, output, error) = await RunAsync("analyze", folder.Path, "--data", folder["data"], "--json", "/sys/out.json");

        exitCode.ShouldBe(ExitCode.Refused);
        error.ShouldContain("'/sys/out.json' cannot be written");
        output.ShouldBeEmpty();
        Directory.Exists(folder["data"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_queue_that_is_not_there_is_an_environment_error_and_is_not_made()
    {
        using var folder = new TemporaryFolder();
        foreach (var command in new[] { "status", "list", "stats", "pause", "export" })
        {
            var (exitCode, _, error) = await RunAsync(command, "--data", folder["none"]);

            exitCode.ShouldBe(ExitCode.Environment);
            error.ShouldContain("There is no queue in");
        }

        Directory.Exists(folder["none"]).ShouldBeFalse();
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CliApplication.RunAsync(arguments, output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
