using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using ActorQueue.Audio.Pictures;

namespace ActorQueue.Audio.Tests.Pictures;

public class RunPageTests
{
    private static readonly XNamespace Html = "http://www.w3.org/1999/xhtml";

    [Fact]
    public void Files_of_any_name_and_fate_stand_in_the_table()
    {
        RunPageFile[] files =
        [
            File("/m/<script>x.wav", """{"durationSeconds":65,"integratedLufs":-14.27,"key":"F#","scale":"minor","warnings":["a <b>"]}"""),
            new("/m/gone.wav", "failed") { Problem = "file-not-found: No such file: <i>" },
            new("/m/wait.wav", "pending"),
        ];
        var page = Parse(files);
        var rows = page.Descendants(Html + "tbody").Single().Elements(Html + "tr").Select(row => row.Elements().Select(cell => cell.Value).ToArray()).ToArray();
        rows.Length.ShouldBe(3);
        rows[0][0].ShouldBe("<script>x.wav/m");
        rows[0][1..].ShouldBe(["completed", "1:05", "\u221214.3", "\u2013", "\u2013", "\u2013", "F# minor", "1"]);
        rows[1][1].ShouldBe("failed");
        page.Descendants(Html + "i").ShouldBeEmpty();
        page.Descendants(Html + "li").Select(item => item.Value).ShouldBe(["gone.wav: file-not-found: No such file: <i>", "<script>x.wav: a <b>"]);
    }

    [Fact]
    public void The_only_script_is_the_one_that_the_policy_names()
    {
        var page = Parse([File("/m/a.wav", "{}")]);
        var script = page.Descendants(Html + "script").Single().Value;
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        page.Descendants(Html + "meta").Attributes("content").Select(content => content.Value).ShouldContain(policy =>
            policy.StartsWith("default-src 'none'") && policy.Contains($"script-src 'sha256-{hash}';"));
        page.Descendants().Attributes().ShouldAllBe(attribute => !attribute.Name.LocalName.StartsWith("on"));
    }

    [Fact]
    public void Distributions_count_every_file_and_outliers_are_told()
    {
        var files = Enumerable.Range(0, 12).Select(i => File($"/m/{i}.wav", $"{{\"integratedLufs\":{-14 - (i % 3 * 0.1)},\"key\":\"{(i < 5 ? "C" : "A#")}\",\"scale\":\"major\"}}"))
            .Append(File("/m/quiet.wav", """{"integratedLufs":-31}""")).ToArray();
        var page = Parse(files);
        page.Descendants(Html + "li").Single().Value.ShouldBe("quiet.wav: integrated loudness \u221231.0 LUFS, while the median is \u221214.1");
        var pictures = page.Descendants(Html + "svg").ToDictionary(svg => svg.Element(Html + "title")!.Value, svg => svg.Element(Html + "desc")!.Value);
        pictures["Integrated loudness"].ShouldBe("13 files from \u221231 to \u221214 LUFS, median \u221214.1 LUFS.");
        pictures["Key"].ShouldBe("C: 5, A#: 7.");
        page.Descendants().Attributes("id").Select(id => id.Value).ShouldBeUnique();
    }

    [Fact]
    public void A_run_without_files_has_a_page() => Parse([]).Descendants(Html + "table").ShouldHaveSingleItem();

    private static RunPageFile File(string path, string report) => new(path, "completed") { Link = "files/a.html", Report = JsonElement.Parse(report) };

    private static XElement Parse(IReadOnlyList<RunPageFile> files)
    {
        using var text = new StringWriter();
        RunPage.Write(text, files);
        using var reader = XmlReader.Create(new StringReader(text.ToString()), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XElement.Load(reader);
    }
}
