using System.Xml;
using System.Xml.Linq;

namespace ActorQueue.Cli.Tests.Commands;

/// <summary><c>analyze --report</c>: the real program, the pages it leaves.</summary>
public sealed class AnalyzeReportTests : IDisposable
{
    private static readonly XNamespace Html = "http://www.w3.org/1999/xhtml";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_measured_file_has_a_page_with_pictures_and_the_index_leads_to_all()
    {
        var pieces = MusicFolder.WritePieces(_folder, 3);
        File.Move(pieces[0], _folder["music/<b>&\"'.wav"]);
        MusicFolder.WriteBroken(_folder);

        var (exitCode, output) = await RunAsync("analyze", "music", "--report", "new/pages", "--max-retries", "0");

        exitCode.ShouldBe(1, output);
        output.ShouldContain($"Written: {_folder["new/pages/index.html"]}");
        var index = Load("new/pages/index.html");
        var rows = index.Descendants(Html + "tbody").Single().Elements(Html + "tr").ToArray();
        rows.Length.ShouldBe(7);
        rows.Count(row => row.Value.Contains("failed", StringComparison.Ordinal)).ShouldBe(4);
        rows.ShouldContain(row => row.Value.StartsWith("<b>&\"'.wav"));
        var links = rows.SelectMany(row => row.Descendants(Html + "a")).Select(link => link.Attribute("href")!.Value).ToArray();
        links.Length.ShouldBe(3);
        links.Select(link => _folder["new/pages/" + link]).ShouldBe(Directory.GetFiles(_folder["new/pages/files"]), ignoreOrder: true);
        foreach (var link in links)
        {
            var page = Load("new/pages/" + link);
            page.Descendants(Html + "svg").Count().ShouldBe(6);
            page.Descendants(Html + "nav").Single().Element(Html + "a")!.Attribute("href")!.Value.ShouldBe("../index.html");
        }
    }

    [Fact]
    public async Task Files_measured_without_pictures_are_measured_once_more_and_then_known()
    {
        MusicFolder.WritePieces(_folder, 2);
        await RunAsync("analyze", "music");

        var (_, first) = await RunAsync("analyze", "music", "--report", "pages");
        first.ShouldContain("2 completed, 0 failed");
        var (_, second) = await RunAsync("analyze", "music", "--report", "pages");
        second.ShouldContain("2 completed (2 from the cache), 0 failed");
        var (_, plain) = await RunAsync("analyze", "music");
        plain.ShouldContain("2 completed (2 from the cache), 0 failed");

        Directory.GetFiles(_folder["pages/files"]).Length.ShouldBe(2);
        Pictures("pages").ShouldAllBe(count => count == 6);
    }

    [Theory]
    [InlineData("--isolation", "process")]
    [InlineData("--direct", null)]
    public async Task Pictures_are_drawn_wherever_the_work_is_done(string option, string? value)
    {
        MusicFolder.WritePieces(_folder, 2);

        var (exitCode, output) = await RunAsync(["analyze", "music", "--report", "pages", option, .. value is null ? Array.Empty<string>() : [value]]);

        exitCode.ShouldBe(0, output);
        Pictures("pages").ShouldBe([6, 6]);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_refused_before_anything_starts()
    {
        MusicFolder.WritePieces(_folder, 1);
        File.WriteAllText(_folder["taken"], "");

        var (usage, wrong) = await RunAsync("analyze", "music", "--report", "taken");
        usage.ShouldBe(2, wrong);
        wrong.ShouldContain("'taken' is a file");
        var (refused, reason) = await RunAsync("analyze", "music", "--report", "taken/pages");

        refused.ShouldBe(4, reason);
        reason.ShouldContain("Nothing was started.");
        Directory.Exists(_folder[".actorqueue"]).ShouldBeFalse();
    }

    private IEnumerable<int> Pictures(string folder) =>
        Directory.GetFiles(_folder[folder + "/files"]).Select(page => Load(page).Descendants(Html + "svg").Count());

    private XElement Load(string path)
    {
        using var reader = XmlReader.Create(Path.Combine(_folder.Path, path), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XElement.Load(reader);
    }

    private Task<(int ExitCode, string Transcript)> RunAsync(params string[] arguments) => CommandProcess.RunAsync(_folder.Path, arguments);
}
