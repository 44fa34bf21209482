namespace ActorQueue.Core.Schedules;

/// <summary>
/// When cron expressions come due. Behind an interface because calendars and time zone data change between machines
/// and releases: decisions ask it, events carry what it said, and replay never needs it.
/// </summary>
public interface IOccurrences
{
    /// <summary>Why an expression or a zone cannot be used, a sentence; null when both can.</summary>
    string? ProblemWith(string cron, string timeZone);

    /// <summary>
    /// The first occurrence strictly after a time, in UTC and on a whole second; null when there is none left.
    /// Expression and zone must be sound.
    /// </summary>
    DateTimeOffset? Next(string cron, string timeZone, DateTimeOffset after);
}
