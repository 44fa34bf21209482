namespace ActorQueue.Audio.Tonal;

/// <summary>A key and how well the music fits it.</summary>
/// <param name="Tonic">Pitch class of the tonic, 0 (C) to 11 (B).</param>
/// <param name="IsMajor">Major, else minor.</param>
/// <param name="Strength">Correlation with the key's profile, at most 1.</param>
internal readonly record struct KeyEstimate(int Tonic, bool IsMajor, double Strength)
{
    private static readonly string[] Names = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

    /// <summary>Name of the tonic.</summary>
    public string Key => Names[Tonic];

    /// <summary>Name of the mode.</summary>
    public string Scale => IsMajor ? "major" : "minor";
}
