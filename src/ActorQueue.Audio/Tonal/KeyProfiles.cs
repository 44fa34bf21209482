namespace ActorQueue.Audio.Tonal;

/// <summary>
/// How much each pitch class, counted from the tonic, is used in music of a mode. From D. Temperley, What's key for key? The Krumhansl-Schmuckler key-finding algorithm
/// reconsidered, Music Perception 17 (1999), figure 4; B. Albrecht and D. Shanahan, The use of large corpora to train a new type of key-finding
/// algorithm, Music Perception 31 (2013), table 1; C. L. Krumhansl and E. J. Kessler, Psychological Review 89 (1982).
/// </summary>
internal static class KeyProfiles
{
    /// <summary>Profiles of one source.</summary>
    internal sealed record Pair(double[] Major, double[] Minor);

    /// <summary>Temperley 1999.</summary>
    public static Pair Temperley { get; } = new(
        [5.0, 2.0, 3.5, 2.0, 4.5, 4.0, 2.0, 4.5, 2.0, 3.5, 1.5, 4.0],
        [5.0, 2.0, 3.5, 4.5, 2.0, 4.0, 2.0, 4.5, 3.5, 2.0, 1.5, 4.0]);

    /// <summary>Albrecht and Shanahan 2013.</summary>
    public static Pair AlbrechtShanahan { get; } = new(
        [0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081],
        [0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052]);

    /// <summary>Krumhansl and Kessler 1982.</summary>
    public static Pair KrumhanslKessler { get; } = new(
        [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88],
        [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17]);
}
