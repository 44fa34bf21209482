using System.Globalization;
using ActorQueue.Core.Schedules;

namespace ActorQueue.Core.Tests.Schedules;

/// <summary>Occurrences every so many seconds since 1970; the "expression" is that number. Zones can be moved, as their rules are in life.</summary>
internal sealed class EverySoOften : IOccurrences
{
    /// <summary>By how much the zone's clock differs from UTC.</summary>
    public TimeSpan Offset { get; set; }

    /// <summary>What is wrong with every schedule from now on.</summary>
    public string? Problem { get; set; }

    public int Questions { get; private set; }

    public string? ProblemWith(string cron, string timeZone) =>
        Problem ?? (int.TryParse(cron, CultureInfo.InvariantCulture, out _) ? null : $"cron: '{cron}' cannot be read");

    public DateTimeOffset? Next(string cron, string timeZone, DateTimeOffset after)
    {
        Questions++;
        long step = int.Parse(cron, CultureInfo.InvariantCulture);
        long wall = after.ToUnixTimeSeconds() + (long)Offset.TotalSeconds;
        return DateTimeOffset.FromUnixTimeSeconds((((wall / step) + 1) * step) - (long)Offset.TotalSeconds);
    }
}
