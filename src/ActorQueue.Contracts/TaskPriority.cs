using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ActorQueue.Contracts;

/// <summary>
/// Names for priority values. A priority is any int, higher first; tasks of equal priority run in order of acceptance.
/// </summary>
public static class TaskPriority
{
    /// <summary>Below normal work: 1.</summary>
    public const int Low = 1;

    /// <summary>The default: 5.</summary>
    public const int Normal = 5;

    /// <summary>Before normal work: 10.</summary>
    public const int High = 10;

    /// <summary>Before everything that has a name: 20.</summary>
    public const int Critical = 20;

    /// <summary>Another name for <see cref="Critical"/>.</summary>
    public const int Urgent = Critical;

    /// <summary>Reads a name (any case) or a whole number.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out int priority)
    {
        switch (text?.Trim().ToUpperInvariant())
        {
            case "LOW":
                priority = Low;
                return true;
            case "NORMAL":
                priority = Normal;
                return true;
            case "HIGH":
                priority = High;
                return true;
            case "CRITICAL" or "URGENT":
                priority = Critical;
                return true;
            case var number:
                return int.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out priority);
        }
    }

    /// <summary>The name of a named value, else the number.</summary>
    public static string ToName(int priority) => priority switch
    {
        Low => "low",
        Normal => "normal",
        High => "high",
        Critical => "critical",
        _ => priority.ToString(CultureInfo.InvariantCulture),
    };
}
