using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ActorQueue.Audio.Pictures;

/// <summary>
/// The page of a whole run: totals, what needs attention, distributions, and a table of all files. The table reads without its script, which only adds sorting and a filter.
/// </summary>
public static class RunPage
{
    private const int MostListed = 100;

    // Only comparisons and calls that need no escaping, so that the page is well-formed XML as well.
    private const string Script =
        """
        (function(){
        var table=document.getElementById('files'),body=table.tBodies[0],rows=Array.prototype.slice.call(body.rows);
        Array.prototype.forEach.call(table.tHead.rows[0].cells,function(head,at){
        var button=document.createElement('button');button.type='button';button.textContent=head.textContent;head.textContent='';head.appendChild(button);
        button.addEventListener('click',function(){
        var up=head.getAttribute('aria-sort')!=='ascending';
        Array.prototype.forEach.call(table.tHead.rows[0].cells,function(other){other.removeAttribute('aria-sort');});
        head.setAttribute('aria-sort',up?'ascending':'descending');
        var key=function(row){var cell=row.cells[at],v=cell.getAttribute('data-v');return v===null?cell.textContent.trim():v===''?null:parseFloat(v);};
        rows.sort(function(a,b){var x=key(a),y=key(b);if(x===null||x==='')return y===null||y===''?0:1;if(y===null||y==='')return -1;
        var order=typeof x==='number'?x-y:x.localeCompare(y,undefined,{numeric:true});return up?order:-order;});
        rows.forEach(function(row){body.appendChild(row);});});});
        var box=document.getElementById('filter'),said=document.getElementById('shown');
        document.getElementById('filtering').hidden=false;
        box.addEventListener('input',function(){
        var words=box.value.toLowerCase().split(/\s+/).filter(Boolean),shown=0;
        rows.forEach(function(row){var text=row.textContent.toLowerCase();row.hidden=!words.every(function(word){return text.indexOf(word)!==-1;});if(!row.hidden)shown++;});
        said.textContent=shown+' of '+rows.length+' files';});
        })();
        """;

    private static readonly string[] Keys = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

    private static readonly (string Name, string Label, string Unit, double LeastDistance)[] Distributed =
    [
        ("integratedLufs", "Integrated loudness", "LUFS", 1), ("loudnessRangeLu", "Loudness range", "LU", 2), ("truePeakDbtp", "True peak", "dBTP", 1),
        ("tempoBpm", "Tempo", "BPM", 5), ("durationSeconds", "Duration", "s", 1), ("spectralCentroidHz", "Spectral centroid", "Hz", 100),
    ];

    private static readonly (string Name, string Label, string Format)[] Columns =
    [
        ("integratedLufs", "Loudness (LUFS)", "0.0"), ("loudnessRangeLu", "Range (LU)", "0.0"), ("truePeakDbtp", "True peak (dBTP)", "0.0"), ("tempoBpm", "Tempo (BPM)", "0.0"),
    ];

    /// <summary>Writes the page.</summary>
    /// <param name="page">Receives it; UTF-8.</param>
    /// <param name="files">All files of the run.</param>
    public static void Write(TextWriter page, IReadOnlyList<RunPageFile> files)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(files);
        var measured = files.Where(file => file.Report is not null).ToArray();
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)));
        page.Write(PageStyle.Head("Audio analysis", $"'sha256-{hash}'"));
        page.Write("<body><header><h1>Audio analysis</h1></header>\n<main>\n<dl class=\"tiles\">");
        Tile("Files", Count(files.Count));
        Tile("Measured", Count(measured.Length));
        Tile("Not measured", Count(files.Count - measured.Length));
        Tile("Audio in all", Markup.Time(measured.Sum(file => file.Number("durationSeconds") ?? 0)));
        page.Write("</dl>\n");
        WriteAttention(page, files, measured);
        WriteOutliers(page, measured);
        WriteDistributions(page, measured);
        WriteTable(page, files);
        page.Write($"</main>\n<footer class=\"soft\"><p>Analyzer version {Markup.Escape(AudioAnalyzer.Version)}</p></footer>\n<script>{Script}</script></body></html>\n");

        void Tile(string label, string value) => page.Write($"<div class=\"tile\"><dt>{label}</dt><dd>{Markup.Escape(value)}</dd></div>");
    }

    private static void WriteAttention(TextWriter page, IReadOnlyList<RunPageFile> files, IReadOnlyList<RunPageFile> measured)
    {
        var items = files.Where(file => file.Problem is not null).Select(file => (file, file.Problem!))
            .Concat(measured.Where(file => file.Number("clippedSamples") > 0).Select(file => (file, $"{Count((long)file.Number("clippedSamples")!.Value)} clipped samples")))
            .Concat(measured.Where(file => Math.Abs(file.Number("dcOffset") ?? 0) > 0.01).Select(file => (file, $"DC offset {Markup.Value(file.Number("dcOffset")!.Value, "0.000")}")))
            .Concat(measured.SelectMany(file => ReportValues.Texts(file.Report!.Value, "warnings").Select(warning => (file, warning))))
            .ToArray();
        WriteList(page, "Needs attention", "warnings", [.. items.Select(item => (item.file, item.Item2))]);
    }

    private static void WriteOutliers(TextWriter page, IReadOnlyList<RunPageFile> measured)
    {
        var items = Distributed.Where(measure => measure.Name != "durationSeconds").SelectMany(measure =>
            RunStatistics.Outliers(Values(measured, measure.Name), measure.LeastDistance).Select(outlier => (
                outlier.File, $"{measure.Label.ToLowerInvariant()} {Markup.Value(outlier.Value, "0.0")} {measure.Unit}, while the median is {Markup.Value(outlier.Median, "0.0")}")));
        WriteList(page, "Unlike the others", "", [.. items]);
    }

    private static void WriteList(TextWriter page, string heading, string style, IReadOnlyList<(RunPageFile File, string What)> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        page.Write($"<section{(style.Length > 0 ? $" class=\"{style}\"" : "")}><h2>{heading} ({Count(items.Count)})</h2><ul>");
        foreach (var (file, what) in items.Take(MostListed))
        {
            page.Write($"<li>{Link(file, Path.GetFileName(file.Path))}: {Markup.Escape(what)}</li>\n");
        }

        page.Write(items.Count > MostListed ? $"</ul><p>… and {Count(items.Count - MostListed)} more.</p></section>\n" : "</ul></section>\n");
    }

    private static void WriteDistributions(TextWriter page, IReadOnlyList<RunPageFile> measured)
    {
        if (measured.Count < 2)
        {
            return;
        }

        page.Write("<section><h2>Distributions</h2><div class=\"grid-2 small\">\n");
        foreach (var (name, label, unit, _) in Distributed)
        {
            if (Values(measured, name).Select(entry => entry.Value).ToArray() is { Length: > 1 } values)
            {
                page.Write($"<figure><h3>{label} ({unit})</h3>{HistogramPicture.Draw("d-" + name, label, unit, values)}</figure>\n");
            }
        }

        var keys = measured.Select(file => ReportValues.Text(file.Report!.Value, "key")).OfType<string>().CountBy(key => key).ToDictionary();
        if (keys.Count > 0)
        {
            page.Write($"<figure><h3>Key</h3>{HistogramPicture.Draw("d-key", "Key", [.. Keys.Select(key => (key, keys.GetValueOrDefault(key)))])}</figure>\n");
        }

        page.Write("</div></section>\n");
    }

    private static void WriteTable(TextWriter page, IReadOnlyList<RunPageFile> files)
    {
        page.Write(
            """
            <section><h2>Files</h2><p id="filtering" hidden="hidden"><label for="filter">Show files with all of these words</label><br/><input id="filter" type="search" autocomplete="off"/> <span id="shown" role="status"></span></p>
            <div class="wide" tabindex="0" role="region" aria-label="Files"><table id="files"><thead><tr><th scope="col">File</th><th scope="col">Status</th><th scope="col">Duration</th>
            """);
        foreach (var (_, label, _) in Columns)
        {
            page.Write($"<th scope=\"col\">{label}</th>");
        }

        page.Write("<th scope=\"col\">Key</th><th scope=\"col\">Warnings</th></tr></thead><tbody>\n");
        foreach (var file in files)
        {
            page.Write($"<tr><th scope=\"row\" class=\"name\">{Link(file, Path.GetFileName(file.Path))}<br/><span class=\"soft\">{Markup.Escape(Path.GetDirectoryName(file.Path) ?? "")}</span></th>");
            page.Write($"<td class=\"word\">{Markup.Escape(file.Status)}</td>");
            Cell(file.Number("durationSeconds"), Markup.Time);
            foreach (var (name, _, format) in Columns)
            {
                Cell(file.Number(name), value => Markup.Value(value, format));
            }

            var key = file.Report is { } report && ReportValues.Text(report, "key") is { } tonic ? $"{tonic} {ReportValues.Text(report, "scale")}" : "";
            page.Write($"<td class=\"word\">{Markup.Escape(key)}</td>");
            Cell(file.Report is { } measured ? ReportValues.Texts(measured, "warnings").Count : null, value => Markup.Value(value));
            page.Write("</tr>\n");
        }

        page.Write("</tbody></table></div></section>\n");

        void Cell(double? value, Func<double, string> text) => page.Write(value is { } number
            ? $"<td class=\"number\" data-v=\"{number.ToString("R", CultureInfo.InvariantCulture)}\">{Markup.Escape(text(number))}</td>"
            : "<td class=\"number\" data-v=\"\"><span aria-label=\"none\">\u2013</span></td>");
    }

    private static IReadOnlyList<(RunPageFile File, double Value)> Values(IReadOnlyList<RunPageFile> files, string name) =>
        [.. files.Where(file => file.Number(name) is not null).Select(file => (file, file.Number(name)!.Value))];

    private static string Link(RunPageFile file, string text) =>
        file.Link is { } link ? $"<a href=\"{Markup.Escape(link)}\">{Markup.Escape(text)}</a>" : Markup.Escape(text);

    private static string Count(long count) => count.ToString("#,##0", new NumberFormatInfo { NumberGroupSeparator = "\u202F" });
}
