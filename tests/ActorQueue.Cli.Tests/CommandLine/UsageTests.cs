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

    [Theory]
    [InlineData("anlyze", "'anlyze' is no command (did you mean analyze?)")]
    [InlineData("analyze", "PATH is missing")]
    [InlineData("analyze x --workers", "--workers")]
    [InlineData("analyze x --json ./out --csv out", "--json and --csv must name different files")]
    [InlineData("list --status nix", "--status must be one of pending, ")]
    [InlineData("list --limit 0", "--limit must be a whole number from 1")]
    [InlineData("status not-an-id", "ID must be a task's id")]
    [InlineData("doctor --what", "--what")]
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

    [Theory]
    [InlineData("analyze")]
    [InlineData("demo")]
    [InlineData("doctor")]
    [InlineData("status")]
    [InlineData("list")]
    [InlineData("stats")]
    public async Task Every_command_has_help_with_examples_that_parse(string command)
    {
        var (exitCode, output, _) = await RunAsync(command, "--help", "--and-something-wrong");

        exitCode.ShouldBe(0);
        output.ShouldContain($"actorqueue {command}");
        output.ShouldContain("Examples:");
        foreach (var (line, _) in ((DocumentedCommand)CliApplication.CreateRoot().Subcommands.Single(candidate => candidate.Name == command)).Examples)
        {
            var arguments = line.Split(" | ")[0].Split(' ')[1..];
            UsageProblems.Find(CliApplication.CreateRoot().Parse(arguments)).ShouldBeEmpty(line);
        }
    }

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
        foreach (var command in new[] { "status", "list", "stats" })
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
