using ActorQueue.Cli.Output;

namespace ActorQueue.Cli.Display;

/// <summary>The few numbers of a report that fit on a line.</summary>
internal static class Measurements
{
    private const string Undefined = "–";

    public static string Length(FileOutcome outcome) =>
        outcome.Number("durationSeconds") is { } seconds ? TerminalText.Clock(TimeSpan.FromSeconds(seconds)) : Undefined;

    public static string Loudness(FileOutcome outcome) => outcome.Number("integratedLufs") is { } lufs ? $"{lufs:F1}" : Undefined;

    public static string Peak(FileOutcome outcome) => (outcome.Number("truePeakDbtp") ?? outcome.Number("peakDbfs")) is { } peak ? $"{peak:F1}" : Undefined;

    public static string Tempo(FileOutcome outcome) => outcome.Number("tempoBpm") is { } tempo ? $"{tempo:F1}" : Undefined;

    public static string Key(FileOutcome outcome) => outcome.Word("key") is { } key ? $"{key} {outcome.Word("scale")}" : Undefined;

    public static string Format(FileOutcome outcome) =>
        outcome.Number("sampleRateHz") is { } rate ? $"{rate / 1000:0.###} kHz, {outcome.Number("channels"):F0} ch" : Undefined;
}
