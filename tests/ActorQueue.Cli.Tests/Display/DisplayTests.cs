using ActorQueue.Cli.Discovery;
using ActorQueue.Cli.Display;
using ActorQueue.Cli.Output;
using ActorQueue.Cli.Tests.Output;
using Spectre.Console;

namespace ActorQueue.Cli.Tests.Display;

public sealed class DisplayTests
{
    private static readonly FileOutcome[] Outcomes =
    [
        AnalysisOutputTests.Completed("/music/a.wav"),
        AnalysisOutputTests.Failed("/music/[red]b[/].wav", "decode-failed", "not audio: [bold] \u001b[31m text"),
    ];

    [Fact]
    public void Plain_lines_say_count_state_path_and_result_or_reason()
    {
        using var output = new StringWriter();
        var display = new PlainDisplay(output, TextWriter.Null, TimeProvider.System, TimeSpan.FromHours(1));
        var progress = new RunProgress(new ManualTime());
        var files = Outcomes.Select(outcome => new AudioFile(outcome.Path, new FileFacts(FileType.Regular, "", 10, 0))).ToList();
        progress.Begin(files);
        foreach (var (file, outcome) in files.Zip(Outcomes))
        {
            progress.Finished(outcome, file);
            display.Finished(outcome, progress);
        }

        display.Retrying(files[1].Path, Outcomes[1].Error);

        output.ToString().Split(Environment.NewLine).ShouldBe(
        [
            "[1/2] ok      /music/a.wav  1:01  – LUFS  120.5 BPM  A minor",
            @"[2/2] failed  /music/[red]b[/].wav: decode-failed: not audio: [bold] \x1b[31m text",
            @"retry /music/[red]b[/].wav: decode-failed: not audio: [bold] \x1b[31m text",
            "",
        ]);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(200)]
    public void The_summary_fits_the_terminal_and_shows_every_failure_with_code_and_message(int width)
    {
        var text = Render(width, Summary(isInterrupted: false));

        text.Split('\n').ShouldAllBe(line => TerminalText.Width(line.TrimEnd()) <= width);
        var flat = string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
        flat.ShouldContain("decode-failed");
        flat.ShouldContain("notaudio:[bold]");
        flat.ShouldContain("1completed,1failed");
        flat.ShouldNotContain("\u001b");
    }

    [Fact]
    public void A_narrow_terminal_breaks_neither_the_rest_nor_a_path_nor_the_totals()
    {
        var outcomes = Enumerable.Range(0, 60).Select(i => AnalysisOutputTests.Failed($"/music/{i}.wav", "decode-failed", $"the file is empty (0 bytes): /music/{i}.wav")).ToList();

        var text = Render(80, new RunSummary(outcomes, new RunProgress(new ManualTime()).Snapshot(), 1 << 20, IsInterrupted: true, []));

        text.ShouldContain("… and 20 more: --json FILE and --csv FILE have all of them");
        text.Split("/music/7.wav").Length.ShouldBe(2, text);
        text.ShouldContain("1 MiB at most");
        text.Split('\n').ShouldAllBe(line => TerminalText.Width(line.TrimEnd()) <= 80);
    }

    [Fact]
    public void A_line_above_the_drawing_erases_its_own_rows_and_never_the_whole_screen()
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = 20;

        console.Write(new TerminalDisplay.LineAbove(new Markup("a line of more than twenty cells")));

        writer.ToString().Replace("\r", "", StringComparison.Ordinal).TrimEnd('\n').Split('\n').ShouldAllBe(row => row.StartsWith("\u001b[2K", StringComparison.Ordinal));
        writer.ToString().ShouldNotContain("[0J");
    }

    [Fact]
    public void An_interrupted_run_says_how_to_continue() => Render(120, Summary(isInterrupted: true)).ShouldContain("The same command continues");

    [Theory]
    [InlineData(false, false, "xterm-256color", false)]
    [InlineData(true, false, "xterm-256color", true)]
    [InlineData(false, true, "xterm-256color", true)]
    [InlineData(false, false, "dumb", true)]
    [InlineData(false, false, null, true)]
    public void Only_a_real_terminal_is_drawn_on(bool isAsked, bool isRedirected, string? terminal, bool isPlain) =>
        Terminal.MustBePlain(isAsked, isRedirected, terminal).ShouldBe(isPlain);

    private static RunSummary Summary(bool isInterrupted) =>
        new(Outcomes, new RunProgress(new ManualTime()).Snapshot(), 1 << 20, isInterrupted, ["/tmp/out.json"]);

    private static string Render(int width, RunSummary summary)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = width;
        new TerminalDisplay(console, TimeProvider.System).Summarize(summary);
        return writer.ToString();
    }
}
