using ActorQueue.Cli.CommandLine;

namespace ActorQueue.Cli.Tests.CommandLine;

public sealed class ArgumentListTests
{
    [Theory]
    [InlineData("true", "true")]
    [InlineData("  sox  a.wav b.wav ", "sox|a.wav|b.wav")]
    [InlineData("sh -c 'echo \"a b\"'", "sh|-c|echo \"a b\"")]
    [InlineData("echo \"it's\" ''", "echo|it's|")]
    [InlineData("echo a\\ b \\\"c", "echo|a b|\"c")]
    [InlineData("echo 'a\\b' $HOME *", "echo|a\\b|$HOME|*")]
    public void A_line_is_taken_apart_as_a_shell_would_without_anything_else_of_a_shell(string line, string arguments)
    {
        ArgumentList.TryParse(line, out var parsed).ShouldBeTrue();

        parsed.ShouldBe(arguments.Split('|'));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("''")]
    [InlineData("echo 'open")]
    [InlineData("echo \"open")]
    public void A_line_without_a_program_or_with_an_open_quote_is_none(string line) => ArgumentList.TryParse(line, out _).ShouldBeFalse();
}
