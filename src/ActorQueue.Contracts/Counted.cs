using System.Globalization;

namespace ActorQueue.Contracts;

/// <summary>A number with its noun, in a sentence for people: "1 task", "3 tasks".</summary>
public static class Counted
{
    /// <summary>The number with the word that fits it.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">What follows a 1.</param>
    /// <param name="many">What follows every other number; null: <paramref name="one"/> with an s.</param>
    public static string Of(long count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many ?? one + "s")}");
}
