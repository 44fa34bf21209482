using ActorQueue.Cli.Discovery;
using ActorQueue.Cli.Display;

namespace ActorQueue.Cli.Tests.Display;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain 日本.wav", "plain 日本.wav")]
    [InlineData("red\u001b[31m.wav", @"red\x1b[31m.wav")]
    [InlineData("two\nlines", @"two\x0alines")]
    [InlineData("gpj.\u202evaw", @"gpj.\u202evaw")]
    public void What_a_terminal_would_act_on_is_shown_instead(string name, string expected) => TerminalText.Clean(name).ShouldBe(expected);

    [Theory]
    [InlineData("a/b.wav", 20, "a/b.wav")]
    [InlineData("artist/album/01 song.wav", 12, "…01 song.wav")]
    [InlineData("日本語の長い名前.wav", 9, "…名前.wav")]
    public void A_long_path_keeps_its_end_and_its_width(string path, int width, string expected)
    {
        TerminalText.ShortenPath(path, width).ShouldBe(expected);
        TerminalText.Width(TerminalText.ShortenPath(path, width)).ShouldBeLessThanOrEqualTo(width);
    }

    [Fact]
    public void A_path_is_shown_as_it_was_named()
    {
        var file = Path.Combine(Environment.CurrentDirectory, "a.wav");

        TerminalText.Name(new FilePath(file)).ShouldBe("a.wav");
        TerminalText.Name(new FilePath(Environment.CurrentDirectory) { IsNamedAbsolute = true }.Child("a.wav"u8)).ShouldBe(file);
    }

    [Fact]
    public void A_long_line_breaks_at_its_separators_only() =>
        TerminalText.Fold("three completed · 1 file/s · 2 retries", " · ", 28).ShouldBe(["three completed · 1 file/s", "2 retries"]);

    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(59.6, "1:00")]
    [InlineData(3725, "1:02:05")]
    public void Times_read_like_a_clock(double seconds, string expected) => TerminalText.Clock(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);
}
