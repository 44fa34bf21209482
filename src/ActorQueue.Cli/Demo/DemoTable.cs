using ActorQueue.Cli.Output;
using Spectre.Console;

namespace ActorQueue.Cli.Demo;

/// <summary>Found beside true.</summary>
internal static class DemoTable
{
    public static void Write(IAnsiConsole console, IReadOnlyList<(DemoPiece Piece, FileOutcome Outcome)> pieces)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn("Piece")
            .AddColumn(new TableColumn("Tempo").RightAligned())
            .AddColumn(new TableColumn("found").RightAligned())
            .AddColumn("")
            .AddColumn("Key")
            .AddColumn("found")
            .AddColumn("")
            .AddColumn(new TableColumn("LUFS").RightAligned());
        foreach (var (piece, outcome) in pieces)
        {
            table.AddRow(
                piece.FileName,
                $"{piece.Music.TempoBpm:F0}",
                Display.Measurements.Tempo(outcome),
                Mark(piece.IsTempoFound(outcome)),
                $"{piece.Music.Key} {piece.Music.Scale}",
                outcome.Error is { } error ? Markup.Escape(error.Code) : Display.Measurements.Key(outcome),
                Mark(piece.IsKeyFound(outcome)),
                Display.Measurements.Loudness(outcome));
        }

        console.Write(table);
    }

    private static string Mark(bool isRight) => isRight ? "[green]✓[/]" : "[red]✗[/]";
}
