using ActorQueue.Cli.Discovery;
using ActorQueue.Cli.Output;
using ActorQueue.Contracts;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorQueue.Cli.Display;

/// <summary>Redraws the run in place: a line a worker, a bar in all; failures and warnings scroll past above.</summary>
internal sealed class TerminalDisplay(IAnsiConsole console, TimeProvider time) : IRunDisplay
{
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(100);

    // The console is written by the run (failures) and by the redraw; Spectre wants one writer at a time.
    private readonly Lock _gate = new();

    public Task ShowAsync(RunProgress progress, Func<Task> work) =>
        console.Live(Draw(progress)).AutoClear(true).Overflow(VerticalOverflow.Crop).StartAsync(async context =>
        {
            var working = work();
            using var timer = new PeriodicTimer(RedrawInterval, time);
            while (!working.IsCompleted)
            {
                await Task.WhenAny(working, timer.WaitForNextTickAsync().AsTask());
                lock (_gate)
                {
                    context.UpdateTarget(Draw(progress));
                }
            }

            await working;
        });

    public void Warn(string message) => Print($"[yellow]![/] {Markup.Escape(TerminalText.Clean(message))}");

    public void Retrying(FilePath path, TaskError? error)
    {
        // The count of retries is drawn; a line for each would push the failures off the screen.
    }

    public void Finished(FileOutcome outcome, RunProgress progress)
    {
        if (outcome.Status != QueueTaskStatus.Completed)
        {
            Print(SummaryTables.FailureLine(outcome));
        }
    }

    public void Summarize(RunSummary summary) => SummaryTables.Write(console, summary);

    private void Print(string markup)
    {
        lock (_gate)
        {
            console.Write(new LineAbove(new Markup(markup)));
        }
    }

    private Rows Draw(RunProgress progress)
    {
        var snapshot = progress.Snapshot();
        var width = console.Profile.Width;
        var room = Math.Max(1, console.Profile.Height - 5);
        var lines = new List<IRenderable>();
        foreach (var running in snapshot.Running.Take(room))
        {
            lines.Add(new Markup(WorkerLine(running, width)));
        }

        if (snapshot.Running.Count > room)
        {
            lines.Add(new Markup($"[grey]   … and {snapshot.Running.Count - room} more[/]"));
        }

        lines.Add(new Markup(TotalBar(snapshot, width)));
        lines.Add(new Markup(TotalNumbers(snapshot, width)));
        return new Rows(lines);
    }

    private static string WorkerLine(RunningFile running, int width)
    {
        const int bar = 12;
        var attempt = running.Attempt > 1 ? $" try {running.Attempt}" : "";
        var tail = running.Fraction is { } fraction ? $"{fraction * 100,3:F0} %" : "     ";
        var clock = TerminalText.Clock(running.Elapsed);
        var name = TerminalText.ShortenPath(TerminalText.Name(running.Path), Math.Max(8, width - bar - 20 - attempt.Length));
        return $"[grey]{running.Slot,2}[/] {Bar(running.Fraction ?? 0, bar, "blue")} {tail} [grey]{clock,5}[/] {Markup.Escape(name)}[yellow]{attempt}[/]";
    }

    private static string TotalBar(RunSnapshot snapshot, int width)
    {
        var fraction = snapshot.Total == 0 ? 1 : (double)snapshot.Finished / snapshot.Total;
        var text = $" {fraction * 100:F0} %  {snapshot.Finished}/{snapshot.Total}";
        var left = snapshot.Remaining is { } remaining ? $"  {TerminalText.Clock(remaining)} left" : "";
        return $"[bold]all[/] {Bar(fraction, Math.Max(10, width - text.Length - left.Length - 6), "green")}{text}[grey]{left}[/]";
    }

    private static string TotalNumbers(RunSnapshot snapshot, int width)
    {
        List<string> parts = [];
        if (snapshot.FilesPerSecond is { } rate)
        {
            parts.Add($"{rate:F1} files/s");
        }

        if (snapshot.Cached > 0)
        {
            parts.Add($"{snapshot.Cached} cached");
        }

        parts.Add($"{snapshot.Failed} failed");
        parts.Add(Counted.Of(snapshot.Retries, "retry", "retries") + (snapshot.WaitingForRetry > 0 ? $" ({snapshot.WaitingForRetry} waiting)" : ""));
        parts.Add($"memory {TerminalText.Bytes(Environment.WorkingSet)}");
        parts.Add(TerminalText.Clock(snapshot.Elapsed));
        var line = string.Join(" · ", parts);
        return $"    [grey]{Markup.Escape(line.Length + 4 <= width ? line : line[..Math.Max(0, width - 5)] + "…")}[/]";
    }

    private static string Bar(double fraction, int width, string color)
    {
        var filled = (int)Math.Round(Math.Clamp(fraction, 0, 1) * width);
        return $"[{color}]{new string('━', filled)}[/][grey]{new string('━', width - filled)}[/]";
    }

    /// <summary>
    /// A line that takes the place of what is drawn, which then moves down. Spectre only moves the cursor to where the drawing starts, so what was drawn
    /// there is erased, row by row: a terminal whose whole screen is erased keeps it in the scrollback. The drawing below covers its own rows.
    /// Text and line end are one write, for between two writes it would draw.
    /// </summary>
    internal sealed class LineAbove(IRenderable line) : Renderable
    {
        private const string EraseRow = "\u001b[2K";

        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            [
                Segment.Control(EraseRow),
                .. line.Render(options, maxWidth).SelectMany<Segment, Segment>(segment => segment.IsLineBreak ? [segment, Segment.Control(EraseRow)] : [segment]),
                Segment.LineBreak,
            ];
    }
}
