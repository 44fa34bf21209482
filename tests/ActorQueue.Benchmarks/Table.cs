namespace ActorQueue.Benchmarks;

/// <summary>Plain text in columns: the first to the left, figures to the right.</summary>
internal sealed class Table(string title, params string[] headers)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void WriteTo(TextWriter output)
    {
        var widths = headers.Select((header, column) => _rows.Select(row => row[column].Length).Append(header.Length).Max()).ToArray();
        output.WriteLine();
        output.WriteLine(title);
        output.WriteLine(Line(headers, widths));
        output.WriteLine(string.Join("  ", widths.Select(width => new string('-', width))));
        foreach (var row in _rows)
        {
            output.WriteLine(Line(row, widths));
        }

        output.Flush();
    }

    private static string Line(string[] cells, int[] widths) => string.Join(
        "  ", cells.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd();
}
