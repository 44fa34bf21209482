namespace ActorQueue.Audio.Synthesis;

/// <summary>A short piece of music whose tempo and key are known, as data: the same record always renders to the same samples.</summary>
public sealed record MusicPiece
{
    private static readonly string[] TonicNames = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

    /// <summary>The tonic as semitones above C, 0 to 11.</summary>
    public int TonicPitchClass { get; init; }

    /// <summary>Minor (harmonic) instead of major.</summary>
    public bool IsMinor { get; init; }

    /// <summary>Quarter notes a minute, 30 to 300; every bar has four.</summary>
    public double TempoBpm { get; init; } = 120;

    /// <summary>Up to ten minutes; the last bar may be cut.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Frames a second, 8,000 to 192,000.</summary>
    public int SampleRateHz { get; init; } = 44_100;

    /// <summary>1 or 2; the mono form is the mean of the stereo form.</summary>
    public int Channels { get; init; } = 2;

    /// <summary>Chooses progression, melody and the drums' noise.</summary>
    public int Seed { get; init; }

    /// <summary>The tonic's name as reports write it: C, C#, D … B.</summary>
    public string Key => TonicNames[TonicPitchClass];

    /// <summary>"major" or "minor", as reports write it.</summary>
    public string Scale => IsMinor ? "minor" : "major";

    /// <summary>Frames of the rendered piece.</summary>
    public int Frames => (int)Math.Round(Duration.TotalSeconds * SampleRateHz);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(TonicPitchClass, 0, nameof(TonicPitchClass));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(TonicPitchClass, 11, nameof(TonicPitchClass));
        ArgumentOutOfRangeException.ThrowIfLessThan(TempoBpm, 30, nameof(TempoBpm));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(TempoBpm, 300, nameof(TempoBpm));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Duration, TimeSpan.Zero, nameof(Duration));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Duration, TimeSpan.FromMinutes(10), nameof(Duration));
        ArgumentOutOfRangeException.ThrowIfLessThan(SampleRateHz, 8_000, nameof(SampleRateHz));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SampleRateHz, 192_000, nameof(SampleRateHz));
        ArgumentOutOfRangeException.ThrowIfLessThan(Channels, 1, nameof(Channels));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Channels, 2, nameof(Channels));
    }
}
