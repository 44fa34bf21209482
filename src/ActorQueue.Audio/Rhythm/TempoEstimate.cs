namespace ActorQueue.Audio.Rhythm;

/// <summary>A tempo with how sure it is and what else it could be.</summary>
/// <param name="Bpm">Beats per minute.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="AlternativesBpm">Other metrical levels, best first.</param>
internal sealed record TempoEstimate(double Bpm, double Confidence, IReadOnlyList<double> AlternativesBpm);
