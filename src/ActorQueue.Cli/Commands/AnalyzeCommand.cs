using System.CommandLine;
using System.Diagnostics;
using ActorQueue.Audio;
using ActorQueue.Cli.Analysis;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Discovery;
using ActorQueue.Cli.Display;
using ActorQueue.Cli.Hosting;
using ActorQueue.Cli.Output;
using ActorQueue.Cli.Reports;
using ActorQueue.Processors;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue analyze</c>: every audio file below some paths, through the queue, to a table and files.</summary>
internal static class AnalyzeCommand
{
    private const int DefaultMaxRetries = 3;

    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { Description = "Files and folders; folders are searched through for audio files", Arity = ArgumentArity.OneOrMore };
        paths.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.Length == 0))
            {
                result.AddError("PATH must name a file or a folder, it is empty.");
            }
        });
        var data = CommandOptions.Data();
        var workers = CommandOptions.Number("--workers", "N", "Files analysed at a time [default: as many as cores and memory carry]", 1, 1024);
        var maxRetries = CommandOptions.Number("--max-retries", "N", $"Times a file that failed is tried again [default: {DefaultMaxRetries}]", 0, 100);
        var json = CommandOptions.OutputFile("--json", "Write all results to this file as JSON");
        var csv = CommandOptions.OutputFile("--csv", "Write all results to this file as CSV");
        var report = CommandOptions.OutputFolder("--report", "Write a page with pictures for each file, and index.html for all, to this folder");
        var isolation = CommandOptions.Word("--isolation", "inline|thread|process", "Where a file is decoded: on the runtime's thread pool, on a thread of its own or in a process of its own [default: thread]", ["inline", "thread", "process"]);
        var direct = new Option<bool>("--direct") { Description = "Without a queue: try each file once, here and now, and keep nothing; for when the folder of --data cannot be used" };
        var plain = CommandOptions.Plain();
        var verbose = CommandOptions.Verbose();
        var command = new DocumentedCommand("analyze", "Find audio files, analyse them through the queue, and show what was measured")
        {
            Notes =
            [
                $"Files searched for: {string.Join(' ', AudioFileFinder.Extensions)}. A file that is named outright is taken whatever it is called.",
                "",
                "The same command again continues where it stopped: files that are done and unchanged are answered from the results in --data, tasks that an earlier run left are finished, files that failed are tried again.",
                "",
                $"A damaged file rarely heals, so a failed attempt is repeated after {AnalysisTask.RetryDelay.TotalSeconds:F0} s, then twice as long each time; a missing file or codec fails at once.",
                "",
                "With --isolation process a file that takes its decoder down, hangs it or needs more than 256 MB costs one attempt (crashed, timeout, out-of-memory) and nothing else; it takes a little more time and memory.",
                "",
                "Files above 50 MB (actorqueue.analysis.large-file) are analysed one at a time beside the others, unless each has a process of its own.",
                "",
                "Where a host runs in the folder (actorqueue start), the files are submitted to it: it does the work, as many at a time and isolated as it was told, and goes on with them when this command is stopped.",
                "",
                $"The pages of --report need nothing but a browser: waveform, spectrogram, chromagram, loudness, beats and all values. What their pictures need is kept in --data for the last {AnalysisCache.MaxSeries:N0} files; files that were measured without it are analysed once more.",
                "",
                "Ctrl-C finishes the files that are being analysed and leaves the rest for the next run; a second Ctrl-C cancels those too.",
                "",
                "Exit codes: 0 all completed, 1 some failed, 2 wrong usage, 3 environment (codec, database), 4 refused, 130 interrupted.",
            ],
            Examples =
            [
                ("actorqueue analyze ~/Music", "Analyse a folder and all folders below it"),
                ("actorqueue analyze ~/Music --json results.json --csv results.csv", "Write the results to files, too"),
                ("actorqueue analyze ~/Music --report pages", "Draw pictures: open pages/index.html"),
                ("actorqueue analyze ~/Downloads --isolation process", "Files from anywhere: decode each away from the queue"),
                ("actorqueue analyze /media/cd --direct", "Without a queue: no folder is needed, and nothing is kept"),
                ("actorqueue analyze song.flac --plain --max-retries 0", "One file, plain lines, no second try"),
            ],
        };
        command.Arguments.Add(paths);
        foreach (var option in new Option[] { data, workers, maxRetries, json, csv, report, isolation, direct, plain, verbose })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(json) is { Length: > 0 } one && result.GetValue(csv) is { Length: > 0 } other && Path.GetFullPath(one) == Path.GetFullPath(other))
            {
                result.AddError($"--json and --csv must name different files, both are '{one}'.");
            }
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(direct) && (result.GetValue(maxRetries) is not null || result.GetValue(isolation) is "process"))
            {
                result.AddError("--direct tries each file once in this process: it excludes --max-retries and --isolation process.");
            }
        });
        command.SetAction((parse, _) => RunAsync(new Request(
            parse.GetRequiredValue(paths),
            new QueueHostOptions(parse.GetValue(data)!)
            {
                Workers = parse.GetValue(workers),
                Isolation = parse.GetValue(isolation) is { } word ? Enum.Parse<ProcessorIsolation>(word, ignoreCase: true) : ProcessorIsolation.Thread,
                IsVerbose = parse.GetValue(verbose),
                KeepsSeries = parse.GetValue(report) is not null,
            },
            parse.GetValue(maxRetries) ?? DefaultMaxRetries,
            parse.GetValue(json),
            parse.GetValue(csv),
            parse.GetValue(plain) || parse.GetValue(verbose))
        {
            ReportFolder = parse.GetValue(report) is { } folder ? Path.GetFullPath(folder) : null,
            IsDirect = parse.GetValue(direct),
            IsOwnWorkWanted = parse.GetValue(workers) is not null || parse.GetValue(isolation) is not null,
        }));
        return command;
    }

    private static async Task<int> RunAsync(Request request)
    {
        foreach (var path in request.OutputFiles)
        {
            EnsureWritable(path, AtomicFile.Probe);
        }

        if (request.ReportFolder is { } reportFolder)
        {
            EnsureWritable(reportFolder, ReportPages.Prepare);
        }

        using var signals = new StopSignals();
        var display = Terminal.CreateDisplay(request.IsPlain);
        var found = new AudioFileFinder(FileTree.Current).Find(request.Paths);
        foreach (var problem in found.Problems)
        {
            display.Warn(problem);
        }

        if (found.Files.Count == 0)
        {
            display.Warn($"No audio files found in {string.Join(", ", request.Paths.Select(path => $"'{path}'"))}.");
        }

        var progress = new RunProgress(TimeProvider.System);
        bool isDone = false;
        bool isCacheRead;
        IReadOnlyList<FileOutcome> outcomes;
        bool keepsResults;
        var written = new List<string>();
        CommandFailedException? notWritten = null;
        // The first signal ends the start: nothing runs yet that could be finished.
        await using (var queue = request.IsDirect ? AnalysisQueues.Direct(request.Host) : await AnalysisQueues.OpenAsync(request.Host, request.IsOwnWorkWanted, signals.Drain))
        {
            keepsResults = queue.KeepsResults;
            try
            {
                var run = new AnalysisRun(queue, display, progress, TimeProvider.System, request.MaxRetries, request.ReportFolder is not null);
                await display.ShowAsync(progress, async () => isDone = await run.RunAsync(found.Files, signals.Drain, signals.Cancel));
                outcomes = run.Outcomes(found.Files);
                isCacheRead = run.IsCacheRead;
                if (isCacheRead && request.ReportFolder is { } target)
                {
                    // Before anything is forgotten, and while the queue's folder is open.
                    Write(written, ref notWritten, Path.Combine(target, ReportPages.IndexName), _ => ReportPages.Write(target, found.Files, outcomes, queue.FindSeries, display));
                }

                if (isDone)
                {
                    queue.Prune();
                }
            }
            catch (Exception exception)
            {
                if (QueueHost.Explain(exception, request.Host.DataDirectory) is { } explained)
                {
                    throw explained;
                }

                throw;
            }
        }

        if (isCacheRead)
        {
            Write(written, ref notWritten, request.JsonFile, path => AtomicFile.Write(path, stream => AnalysisJson.Write(stream, AudioAnalyzer.Version, outcomes)));
            Write(written, ref notWritten, request.CsvFile, path => AtomicFile.Write(path, stream => AnalysisCsv.Write(stream, outcomes)));
        }

        using var process = Process.GetCurrentProcess();
        var summary = new RunSummary(outcomes, progress.Snapshot(), process.PeakWorkingSet64, !isDone, written) { KeepsResults = keepsResults };
        display.Summarize(summary);
        var wanted = request.OutputFiles.Concat(request.ReportFolder is { } pages ? [pages] : []).ToArray();
        if (!isCacheRead && wanted.Length > 0)
        {
            display.Warn($"Stopped before the results of earlier runs were read: {string.Join(" and ", wanted)} not written.");
        }

        return notWritten is null ? ExitCodeOf(summary, found.Problems.Count > 0) : throw notWritten;
    }

    private static int ExitCodeOf(RunSummary summary, bool hasProblems)
    {
        if (summary.IsInterrupted)
        {
            return ExitCode.Interrupted;
        }

        return hasProblems || summary.Failed.Any() ? ExitCode.SomeFailed : ExitCode.Completed;
    }

    /// <summary>Hours of work should not end with a file that could not be written from the start.</summary>
    private static void EnsureWritable(string path, Action<string> tryOut)
    {
        try
        {
            tryOut(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCode.Refused, $"'{path}' cannot be written: {Sentence.Of(exception)} Nothing was started.", exception);
        }
    }

    private static void Write(List<string> written, ref CommandFailedException? problem, string? path, Action<string> write)
    {
        if (path is null)
        {
            return;
        }

        try
        {
            write(path);
            written.Add(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var exitCode = exception is IOException ? ExitCode.Environment : ExitCode.Refused;
            problem ??= new CommandFailedException(exitCode, $"'{path}' cannot be written: {Sentence.Of(exception)} The results are kept: the same command writes them elsewhere at once.", exception);
        }
    }

    private sealed record Request(IReadOnlyList<string> Paths, QueueHostOptions Host, int MaxRetries, string? JsonFile, string? CsvFile, bool IsPlain)
    {
        /// <summary>Where the pages go; null without.</summary>
        public string? ReportFolder { get; init; }

        /// <summary>Without a queue.</summary>
        public bool IsDirect { get; init; }

        /// <summary>Whether the caller says how many files are worked on at a time, or where.</summary>
        public bool IsOwnWorkWanted { get; init; }

        public IEnumerable<string> OutputFiles => new[] { JsonFile, CsvFile }.OfType<string>();
    }
}
