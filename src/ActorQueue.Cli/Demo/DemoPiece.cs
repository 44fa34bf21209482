using ActorQueue.Audio.Synthesis;
using ActorQueue.Cli.Output;

namespace ActorQueue.Cli.Demo;

/// <summary>A piece whose tempo and key are known because it was made with them.</summary>
internal sealed record DemoPiece(string FileName, MusicPiece Music)
{
    /// <summary>Tempi count as equal within this part: what a listener would not notice.</summary>
    private const double TempoTolerance = 0.02;

    public static IReadOnlyList<DemoPiece> All { get; } =
    [
        Make(1, tonic: 0, isMinor: false, 120),
        Make(2, tonic: 9, isMinor: true, 96),
        Make(3, tonic: 7, isMinor: false, 140),
        Make(4, tonic: 2, isMinor: true, 84),
        Make(5, tonic: 6, isMinor: false, 110),
        Make(6, tonic: 8, isMinor: true, 128),
    ];

    public bool IsTempoFound(FileOutcome outcome) =>
        outcome.Number("tempoBpm") is { } tempo && Math.Abs(tempo - Music.TempoBpm) <= TempoTolerance * Music.TempoBpm;

    public bool IsKeyFound(FileOutcome outcome) =>
        string.Equals(outcome.Word("key"), Music.Key, StringComparison.Ordinal) && string.Equals(outcome.Word("scale"), Music.Scale, StringComparison.Ordinal);

    private static DemoPiece Make(int number, int tonic, bool isMinor, double tempoBpm) =>
        new($"piece-{number}.wav", new MusicPiece { TonicPitchClass = tonic, IsMinor = isMinor, TempoBpm = tempoBpm, Duration = TimeSpan.FromSeconds(20), Seed = number });
}
