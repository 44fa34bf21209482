using System.Text;
using ActorQueue.Audio.Pictures;
using ActorQueue.Audio.Series;
using ActorQueue.Cli.Discovery;
using ActorQueue.Cli.Display;
using ActorQueue.Cli.Output;
using ActorQueue.Contracts;
using Microsoft.Data.Sqlite;

namespace ActorQueue.Cli.Reports;

/// <summary>The folder that <c>analyze --report</c> writes: a page for each measured file below <c>files</c>, and <c>index.html</c> for all.</summary>
internal static class ReportPages
{
    public const string IndexName = "index.html";

    private const string PagesName = "files";

    /// <summary>Makes the folders and tries whether they can be written.</summary>
    /// <exception cref="IOException">They cannot.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not.</exception>
    public static void Prepare(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, PagesName));
        AtomicFile.Probe(Path.Combine(folder, IndexName));
        AtomicFile.Probe(Path.Combine(folder, PagesName, IndexName));
    }

    /// <summary>Writes all pages, the index last.</summary>
    /// <param name="folder">As prepared.</param>
    /// <param name="files">The files of the run.</param>
    /// <param name="outcomes">What became of each, in the same order.</param>
    /// <param name="findSeries">What pictures are drawn from; null when there is no telling, empty when the file has none.</param>
    /// <param name="display">Told when pictures are missing.</param>
    public static void Write(string folder, IReadOnlyList<AudioFile> files, IReadOnlyList<FileOutcome> outcomes, Func<AudioFile, byte[]?> findSeries, IRunDisplay display)
    {
        var rows = new List<RunPageFile>(files.Count);
        var withoutPictures = 0;
        foreach (var (file, outcome) in files.Zip(outcomes))
        {
            string? link = null;
            if (outcome is { Status: QueueTaskStatus.Completed, Result: { } result })
            {
                var series = SeriesOf(file, findSeries);
                withoutPictures += series is null && outcome.Number("durationSeconds") > 0 ? 1 : 0;
                link = $"{PagesName}/{ReportName.For(file.Path)}";
                WritePage(Path.Combine(folder, link), page => ReportPage.Write(page, file.Path.Text, result, series, $"../{IndexName}"));
            }

            rows.Add(new RunPageFile(file.Path.Text, outcome.Status.ToWord())
            {
                Link = link,
                Problem = outcome.Error is { } error ? $"{error.Code}: {error.Message}" : null,
                Report = outcome.Status == QueueTaskStatus.Completed ? outcome.Result : null,
            });
        }

        WritePage(Path.Combine(folder, IndexName), page => RunPage.Write(page, rows));
        if (withoutPictures > 0)
        {
            display.Warn($"{Counted.Of(withoutPictures, "page has", "pages have")} no pictures: measured by another run, or changed meanwhile. The same command again draws them.");
        }
    }

    private static AudioSeries? SeriesOf(AudioFile file, Func<AudioFile, byte[]?> findSeries)
    {
        try
        {
            return findSeries(file) is { Length: > 0 } bytes ? AudioSeries.FromBytes(bytes) : null;
        }
        catch (Exception exception) when (exception is FormatException or SqliteException)
        {
            // Of another version, damaged, or in a database that another process keeps to itself: the values are worth a page all the same.
            return null;
        }
    }

    private static void WritePage(string path, Action<TextWriter> write) => AtomicFile.Write(path, stream =>
    {
        using var page = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        write(page);
    });
}
