namespace ActorQueue.Audio;

/// <summary>Brings numbers to the digits that carry meaning: more would only make equal audio look different. Undefined never leaves as NaN or infinity.</summary>
internal static class Rounding
{
    /// <summary>The value, or null when it is none.</summary>
    public static double? Round(double? value, int digits) =>
        value is { } number && double.IsFinite(number) ? Math.Round(number, digits) : null;

    /// <summary>Each of the values, which are finite.</summary>
    public static double[] Round(IEnumerable<double> values, int digits) => [.. values.Select(value => Math.Round(value, digits))];

    /// <summary>An amplitude relative to 1, in dB; null for 0.</summary>
    public static double? Decibels(double amplitude) => amplitude > 0 ? Round(20 * Math.Log10(amplitude), 3) : null;
}
