using System.CommandLine;
using ActorQueue.Audio.Synthesis;
using ActorQueue.Cli.Analysis;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Demo;
using ActorQueue.Cli.Discovery;
using ActorQueue.Cli.Display;
using ActorQueue.Cli.Hosting;
using ActorQueue.Cli.Output;
using ActorQueue.Processors;

namespace ActorQueue.Cli.Commands;

/// <summary><c>actorqueue demo</c>: makes music whose tempo and key are known, and shows what the analysis through the real queue finds in it.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var plain = CommandOptions.Plain();
        var verbose = CommandOptions.Verbose();
        var command = new DocumentedCommand("demo", "Make a few short pieces, analyse them through the queue, and show found beside true")
        {
            Notes = ["Needs no files and leaves none. Exit code 0 when tempo and key of every piece were found, else 1."],
            Examples = [("actorqueue demo", "See the whole way once"), ("actorqueue demo --verbose", "With the queue's own log")],
        };
        command.Options.Add(plain);
        command.Options.Add(verbose);
        command.SetAction((parse, _) => RunAsync(parse.GetValue(plain) || parse.GetValue(verbose), parse.GetValue(verbose)));
        return command;
    }

    private static async Task<int> RunAsync(bool isPlain, bool isVerbose)
    {
        using var signals = new StopSignals();
        var folder = Directory.CreateTempSubdirectory("actorqueue-demo-");
        try
        {
            Console.WriteLine($"Making {DemoPiece.All.Count} pieces of music with known tempo and key …");
            foreach (var piece in DemoPiece.All)
            {
                MusicSynthesizer.WriteWave(Path.Combine(folder.FullName, piece.FileName), piece.Music);
                if (signals.Drain.IsCancellationRequested)
                {
                    return ExitCode.Interrupted;
                }
            }

            Console.WriteLine("Analysing them through the queue …");
            return await AnalyzeAsync(folder.FullName, isPlain, isVerbose, signals);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> AnalyzeAsync(string folder, bool isPlain, bool isVerbose, StopSignals signals)
    {
        var display = Terminal.CreateDisplay(isPlain);
        var files = new AudioFileFinder(FileTree.Current).Find([folder]).Files;
        var progress = new RunProgress(TimeProvider.System);
        var isDone = false;
        IReadOnlyList<FileOutcome> outcomes;
        await using (var host = await QueueHost.StartAsync(new QueueHostOptions(Path.Combine(folder, "data")) { IsVerbose = isVerbose }, signals.Drain))
        {
            var queue = new OwnAnalysisQueue(host, AudioFileTasks.Options(ProcessorIsolation.Thread), TimeProvider.System);
            var run = new AnalysisRun(queue, display, progress, TimeProvider.System, maxRetries: 0);
            await display.ShowAsync(progress, async () => isDone = await run.RunAsync(files, signals.Drain, signals.Cancel));
            outcomes = run.Outcomes(files);
        }

        if (!isDone)
        {
            return ExitCode.Interrupted;
        }

        var pieces = DemoPiece.All.Zip(outcomes).ToList();
        DemoTable.Write(Terminal.CreateConsole(isPlain), pieces);
        var right = pieces.Count(pair => pair.First.IsTempoFound(pair.Second) && pair.First.IsKeyFound(pair.Second));
        Console.WriteLine($"{right} of {pieces.Count} pieces: tempo and key as they were made, in {progress.Snapshot().Elapsed.TotalSeconds:F1} s");
        Console.WriteLine("Next: actorqueue analyze PATH");
        return right == pieces.Count ? ExitCode.Completed : ExitCode.SomeFailed;
    }
}
