using ActorQueue.Cli.Access;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorQueue.Cli.Display;

/// <summary>A queue on the whole screen: its counts, what runs, and what happened last. Leaves the terminal as it was.</summary>
internal sealed class WatchScreen(IAnsiConsole console, ApiClient api, string dataDirectory, string? queue, TimeProvider time)
{
    private const int HeaderRows = 6;
    private const int MostRunning = 100;
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(500);

    // Rows enough for any screen; what scrolled past is in the history.
    private const int MostChanges = 200;

    private readonly Lock _gate = new();
    private readonly LinkedList<(DateTimeOffset At, string Change, TaskView? Task)> _changes = [];

    /// <summary>Returns when the host stops.</summary>
    public async Task ShowAsync(string query, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadChangesAsync(query, ended.Token);
        try
        {
            await ShowAsync(reading, cancellationToken);
        }
        finally
        {
            await ended.CancelAsync();
            await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task ShowAsync(Task reading, CancellationToken cancellationToken)
    {
        // The console's own alternate screen takes no work that awaits.
        console.Write(new ControlCode("\u001b[?1049h\u001b[?25l"));
        try
        {
            using var timer = new PeriodicTimer(RedrawInterval, time);
            while (!reading.IsCompleted)
            {
                Draw(
                    await api.GetAsync("stats", ApiJson.Default.QueueStatistics, cancellationToken),
                    (await api.GetAsync($"tasks?status=processing&limit={MostRunning}", ApiJson.Default.TaskPage, cancellationToken)).Tasks);
                await Task.WhenAny(reading, timer.WaitForNextTickAsync(cancellationToken).AsTask());
                cancellationToken.ThrowIfCancellationRequested();
            }

            await reading;
        }
        finally
        {
            console.Write(new ControlCode("\u001b[?25h\u001b[?1049l"));
        }
    }

    private async Task ReadChangesAsync(string query, CancellationToken cancellationToken)
    {
        await foreach (var change in api.WatchAsync(query, cancellationToken))
        {
            // Progress is drawn with what runs.
            if (change is null or { Change: "progressed" })
            {
                continue;
            }

            lock (_gate)
            {
                _changes.AddFirst((time.GetLocalNow(), change.Change, change.Task));
                if (_changes.Count > MostChanges)
                {
                    _changes.RemoveLast();
                }
            }
        }
    }

    private void Draw(QueueStatistics statistics, IReadOnlyList<TaskView> running)
    {
        var width = console.Profile.Width;
        var height = Math.Max(10, console.Profile.Height);
        var runningRows = Math.Min(running.Count, (height - HeaderRows) / 2);
        List<string> lines =
        [
            .. Header(statistics, width),
            $"[bold]Running[/] [grey]{(running.Count > runningRows ? $"{runningRows} of {statistics.ProcessingTasks}" : "")}[/]",
            .. running.Take(runningRows).Select(task => Running(task, width)),
            "[bold]Last changes[/]",
        ];
        lock (_gate)
        {
            lines.AddRange(_changes.Take(height - lines.Count).Select(change => Change(change.At, change.Change, change.Task, width)));
        }

        // In one write and without erasing the screen first, so that nothing flickers; each row erases what it does not cover.
        var rows = lines.Take(height).SelectMany((line, index) => new[] { new ControlCode($"\u001b[{index + 1};1H\u001b[2K"), (IRenderable)new Markup(line) });
        console.Write(new Together([.. rows, new ControlCode("\u001b[0J")]));
    }

    private List<string> Header(QueueStatistics statistics, int width)
    {
        var mode = statistics.IsPaused ? "[yellow]paused[/]" : statistics.IsDraining ? "[yellow]draining[/]" : "[green]running[/]";
        var modeWord = statistics.IsPaused ? "paused" : statistics.IsDraining ? "draining" : "running";
        var name = queue is null ? "" : $" · {queue}";
        var folder = TerminalText.ShortenPath(dataDirectory, Math.Max(8, width - 17 - modeWord.Length - name.Length));
        var waiting = statistics.PendingTasks + statistics.ScheduledTasks + statistics.BlockedTasks + statistics.RetryTasks + statistics.PausedTasks;
        string[] held =
        [
            .. Part(statistics.ScheduledTasks, "scheduled"), .. Part(statistics.BlockedTasks, "blocked"), .. Part(statistics.RetryTasks, "retry"), .. Part(statistics.PausedTasks, "paused"),
        ];
        string[] counts = [$"{waiting} waiting{(held.Length > 0 ? $" ({string.Join(", ", held)})" : "")}", $"{statistics.ProcessingTasks} running"];
        string[] ends = [$"{statistics.CompletedTasks} completed", $"{statistics.FailedTasks} failed", $"{statistics.CancelledTasks} cancelled", Counted.Of(statistics.Retries, "retry", "retries")];
        string[] rates =
        [
            $"{statistics.Throughput:F2}/s", $"{statistics.SuccessRate:F1} % success", $"oldest waits {TerminalText.Clock(TimeSpan.FromSeconds(statistics.OldestWaitingSeconds))}",
        ];
        return
        [
            $"[bold]ActorQueue[/] · {Markup.Escape(folder)}{Markup.Escape(name)} · {mode}",
            .. new[] { counts, ends, rates }.Select(parts => Markup.Escape(TaskText.Shorten(string.Join(" · ", parts), width))),
            "",
        ];
    }

    private static IEnumerable<string> Part(long count, string name) => count > 0 ? [$"{count} {name}"] : [];

    private string Running(TaskView task, int width)
    {
        var elapsed = task.StartedAt is { } started ? TerminalText.Clock(time.GetUtcNow() - started) : "";
        var progress = TaskText.Shorten(TaskText.Progress(task.Progress), Math.Max(5, width / 4));
        var name = TerminalText.ShortenPath(TerminalText.Relative(task.Name), Math.Max(8, width - 12 - TerminalText.Width(progress)));
        return $"  [grey]{elapsed,7}[/] {Markup.Escape(name)} [blue]{Markup.Escape(progress)}[/]";
    }

    private static string Change(DateTimeOffset at, string change, TaskView? task, int width)
    {
        if (task is null)
        {
            return $"  [grey]{at:HH:mm:ss}[/] [yellow]changes were missed[/]";
        }

        var error = task.Error is { } found && change is "failed" or "retry-scheduled" ? $" {task.Error!.Code}" : "";
        var name = TerminalText.ShortenPath(TerminalText.Relative(task.Name), Math.Max(8, width - 13 - change.Length - error.Length));
        return $"  [grey]{at:HH:mm:ss}[/] {TaskText.Colored(change)} {Markup.Escape(name)}[red]{Markup.Escape(error)}[/]";
    }

    /// <summary>Several things as one write.</summary>
    private sealed class Together(IReadOnlyList<IRenderable> parts) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => parts.SelectMany(part => part.Render(options, maxWidth));
    }
}
