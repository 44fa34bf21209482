using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using ActorQueue.Audio.Pictures;
using ActorQueue.Audio.Series;
using ActorQueue.Audio.Tests.Rendering;

namespace ActorQueue.Audio.Tests.Pictures;

public class ReportPageTests
{
    private const string Hostile = "/m/<script>alert(\"1\")</script> & '\u202Etxt.\u0001\uD800 ]]> --> é 音.wav";
    private static readonly XNamespace Html = "http://www.w3.org/1999/xhtml";

    private static readonly AudioReport Music = AudioAnalyzer.Analyze(
        new BufferedSamples(RenderedMusic.Render(MusicStyle.Rock, 120, seconds: 8), 44_100), new AnalysisOptions { WithSeries = true });

    [Fact]
    public void The_page_is_well_formed_and_has_a_picture_of_everything()
    {
        var page = Parse(Write("/m/song.wav", Music));
        page.Descendants(Html + "h1").Single().Value.ShouldBe("song.wav");
        var titles = page.Descendants(Html + "svg").Select(svg => svg.Element(Html + "title")!.Value);
        titles.ShouldBe(["Waveform", "Mel spectrogram", "Chromagram", "Loudness over time", "Onsets and beats", "Tempo histogram"]);
        page.Descendants(Html + "svg").ShouldAllBe(svg => svg.Element(Html + "desc")!.Value.Length > 20);
        page.Descendants(Html + "img").ShouldAllBe(image => image.Attribute("alt")!.Value.Length > 0);
    }

    [Fact]
    public void Nothing_is_loaded_from_elsewhere_and_nothing_runs()
    {
        var page = Parse(Write("/m/song.wav", Music));
        var addresses = page.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "href" or "src").Select(attribute => attribute.Value).ToArray();
        addresses.ShouldNotBeEmpty();
        addresses.ShouldAllBe(address => address.StartsWith("data:image/png;base64,", StringComparison.Ordinal));
        page.Descendants(Html + "script").ShouldBeEmpty();
        page.Descendants().Attributes().ShouldAllBe(attribute => !attribute.Name.LocalName.StartsWith("on"));
    }

    [Fact]
    public void All_ids_are_unique_and_every_reference_has_its_target()
    {
        var page = Parse(Write("/m/song.wav", Music));
        var ids = page.Descendants().Attributes("id").Select(id => id.Value).ToArray();
        ids.ShouldBeUnique();
        page.Descendants().Attributes("aria-labelledby").SelectMany(attribute => attribute.Value.Split(' ')).ShouldBeSubsetOf(ids);
    }

    [Fact]
    public void Every_value_of_the_report_stands_in_the_table_with_its_name_and_unit()
    {
        var page = Parse(Write("/m/song.wav", Music));
        var rows = page.Descendants(Html + "tbody").Elements(Html + "tr").Where(row => row.Descendants(Html + "code").Any())
            .ToDictionary(row => row.Descendants(Html + "code").Single().Value, row => row.Elements(Html + "td").Select(cell => cell.Value).ToArray());
        foreach (var value in Json(Music).EnumerateObject().Where(value => value.Name is not ("warnings" or "tags")))
        {
            rows.ShouldContainKey(value.Name);
        }

        rows["tempoBpm"].ShouldBe([Music.TempoBpm!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture), "BPM"]);
        page.Descendants(Html + "th").ShouldAllBe(heading => heading.Attribute("scope") != null);
    }

    [Fact]
    public void Names_tags_and_warnings_of_any_characters_stay_text()
    {
        var report = Music with { Warnings = [Hostile], Tags = new Audio.Tags.AudioTags { Title = Hostile } };
        var text = Write(Hostile, report);
        var page = Parse(text);
        page.Descendants(Html + "script").ShouldBeEmpty();
        page.Descendants(Html + "li").Single().Value.ShouldContain("<script>alert(\"1\")</script> & '");
        text.ShouldNotContain('\u202E');
        text.ShouldNotContain('\u0001');
        text.ShouldContain("é 音.wav");
    }

    [Fact]
    public void Values_that_nobody_foresaw_are_shown_under_their_names()
    {
        var json = JsonElement.Parse("""{"durationSeconds":1,"someNewThing":{"<b>":1},"another":[1,2,null],"deep":"<i>"}""");
        var page = Parse(Write("/m/a.wav", json, null));
        page.Descendants(Html + "th").Select(heading => heading.Value).ShouldContain("Some new thingsomeNewThing");
        page.Descendants(Html + "i").ShouldBeEmpty();
    }

    [Fact]
    public void Beats_are_marked_when_they_are_known()
    {
        var json = JsonElement.Parse("""{"durationSeconds":8,"beatsSeconds":[0.5,1,1.5,99]}""");
        var page = Parse(Write("/m/a.wav", json, Music.Series));
        page.Descendants(Html + "line").Count(line => line.Attribute("class")!.Value == "beat").ShouldBe(3);
        Parse(Write("/m/a.wav", JsonElement.Parse("""{"durationSeconds":8}"""), Music.Series)).Descendants(Html + "line").ShouldAllBe(line => line.Attribute("class")!.Value != "beat");
    }

    [Theory]
    [InlineData(1, 44_100)]
    [InlineData(3, 1000)]
    [InlineData(5000, 768_000)]
    [InlineData(44_100, 44_100)]
    public void Silence_and_audio_of_a_moment_have_a_page_too(int frames, int rate)
    {
        foreach (var samples in new[] { new float[frames], Tones.Noise(frames, 0.5, 2) })
        {
            var report = AudioAnalyzer.Analyze(new BufferedSamples(samples, rate), new AnalysisOptions { WithSeries = true });
            var text = Write("/m/a.wav", report);
            Parse(text).Descendants(Html + "svg").Count().ShouldBeGreaterThanOrEqualTo(5);
            text.ShouldNotContain("NaN");
            text.ShouldNotContain("Infinity");
            text.ShouldNotContain("∞");
        }
    }

    [Fact]
    public void A_page_without_pictures_says_why()
    {
        var page = Parse(Write("/m/a.wav", Json(Music), null));
        page.Descendants(Html + "svg").ShouldBeEmpty();
        page.Descendants(Html + "main").Single().Value.ShouldContain("None were made of this file");
    }

    [Fact]
    public void A_page_is_small_enough_for_a_folder_of_thousands() => Write("/m/song.wav", Music).Length.ShouldBeLessThan(500_000);

    private static string Write(string file, AudioReport report) => Write(file, Json(report), report.Series);

    private static string Write(string file, JsonElement report, AudioSeries? series)
    {
        using var text = new StringWriter();
        ReportPage.Write(text, file, report, series);
        return text.ToString();
    }

    private static JsonElement Json(AudioReport report) => JsonSerializer.SerializeToElement(report, AudioReportJsonContext.Default.AudioReport);

    private static XElement Parse(string page)
    {
        using var reader = XmlReader.Create(new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XElement.Load(reader);
    }
}
