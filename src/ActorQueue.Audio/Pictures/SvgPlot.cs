using System.Text;

namespace ActorQueue.Audio.Pictures;

/// <summary>
/// A plot as SVG to stand inside a page: a box with axes, in which things are drawn. Colours are the page's (classes), so that it reads in dark and light; a screen reader
/// reads title and description.
/// </summary>
internal sealed class SvgPlot
{
    private const int Left = 66;
    private const int Right = 20;
    private const int Top = 12;
    private const int Bottom = 30;

    private readonly StringBuilder _content = new();
    private readonly string _id;
    private readonly string _title;
    private readonly string _description;
    private readonly int _width;
    private readonly int _height;

    /// <param name="id">Unique within the page.</param>
    /// <param name="title">What the picture is.</param>
    /// <param name="description">What it shows, for those who don't see it.</param>
    /// <param name="height">Height of the whole.</param>
    /// <param name="width">Width of the whole.</param>
    public SvgPlot(string id, string title, string description, int height, int width = 1000)
    {
        (_id, _title, _description, _height, _width) = (id, title, description, height, width);
        BoxWidth = width - Left - Right;
        BoxHeight = height - Top - Bottom;
    }

    /// <summary>Width of the box.</summary>
    public double BoxWidth { get; }

    /// <summary>Height of the box.</summary>
    public double BoxHeight { get; }

    /// <summary>A tick of the horizontal axis, from 0 (left) to 1.</summary>
    public void TickX(double x, string label, bool hasLine = true)
    {
        if (hasLine)
        {
            Line("grid", x, 0, x, 1);
        }

        Raw($"<text class=\"tick\" x=\"{PixelX(x)}\" y=\"{Markup.Number(Top + BoxHeight + 18)}\" text-anchor=\"middle\">{Markup.Escape(label)}</text>");
    }

    /// <summary>A tick of the vertical axis, from 0 (bottom) to 1.</summary>
    public void TickY(double y, string label, bool hasLine = true, string style = "tick")
    {
        if (hasLine)
        {
            Line("grid", 0, y, 1, y);
        }

        Raw($"<text class=\"{style}\" x=\"{Left - 8}\" y=\"{Markup.Number(Top + ((1 - y) * BoxHeight) + 4)}\" text-anchor=\"end\">{Markup.Escape(label)}</text>");
    }

    /// <summary>Ticks of a time axis.</summary>
    public void TimeAxis(double seconds, bool hasLines = true)
    {
        foreach (var time in Ticks.Times(seconds))
        {
            TickX(time / seconds, Markup.Time(time), hasLines);
        }
    }

    /// <summary>A line, in fractions of the box.</summary>
    public void Line(string style, double x1, double y1, double x2, double y2) =>
        Raw($"<line class=\"{style}\" x1=\"{PixelX(x1)}\" y1=\"{PixelY(y1)}\" x2=\"{PixelX(x2)}\" y2=\"{PixelY(y2)}\"/>");

    /// <summary>Words inside the box.</summary>
    public void Text(string style, double x, double y, string text, string anchor = "start") =>
        Raw($"<text class=\"{style}\" x=\"{PixelX(x)}\" y=\"{PixelY(y)}\" text-anchor=\"{anchor}\">{Markup.Escape(text)}</text>");

    /// <summary>A filled area, in fractions of the box.</summary>
    public void Box(string style, double x, double y, double width, double height) => Raw(
        $"<rect class=\"{style}\" x=\"{PixelX(x)}\" y=\"{PixelY(y + height)}\" width=\"{Markup.Number(width * BoxWidth)}\" height=\"{Markup.Number(height * BoxHeight)}\"/>");

    /// <summary>A line through points, broken where one is NaN.</summary>
    public void Curve(string style, IEnumerable<(double X, double Y)> points)
    {
        var path = new StringBuilder();
        var isPenDown = false;
        foreach (var (x, y) in points)
        {
            if (double.IsNaN(y))
            {
                isPenDown = false;
                continue;
            }

            path.Append(isPenDown ? 'L' : 'M').Append(PixelX(x)).Append(' ').Append(PixelY(y));
            isPenDown = true;
        }

        Raw($"<path class=\"{style}\" d=\"{path}\"/>");
    }

    /// <summary>The area within a closed line.</summary>
    public void Area(string style, IEnumerable<(double X, double Y)> points)
    {
        var corners = string.Join(' ', points.Select(point => PixelX(point.X) + "," + PixelY(point.Y)));
        Raw($"<polygon class=\"{style}\" points=\"{corners}\"/>");
    }

    /// <summary>A PNG that fills the box from the left to a fraction of its width.</summary>
    public void Image(byte[] png, double width, bool isPixelated) => Raw(
        $"<image x=\"{Left}\" y=\"{Top}\" width=\"{Markup.Number(width * BoxWidth)}\" height=\"{Markup.Number(BoxHeight)}\" preserveAspectRatio=\"none\"{(isPixelated ? " class=\"pixelated\"" : "")} href=\"data:image/png;base64,{Convert.ToBase64String(png)}\"/>");

    /// <summary>The whole, with a frame around the box.</summary>
    public override string ToString() =>
        $"""
        <svg class="plot" viewBox="0 0 {_width} {_height}" role="img" aria-labelledby="{_id}-t {_id}-d"><title id="{_id}-t">{Markup.Escape(_title)}</title><desc id="{_id}-d">{Markup.Escape(_description)}</desc>
        {_content}<rect class="frame" x="{Left}" y="{Top}" width="{Markup.Number(BoxWidth)}" height="{Markup.Number(BoxHeight)}"/></svg>
        """;

    private void Raw(string markup) => _content.Append(markup).Append('\n');

    private string PixelX(double x) => Markup.Number(Left + (x * BoxWidth));

    private string PixelY(double y) => Markup.Number(Top + ((1 - y) * BoxHeight));
}
