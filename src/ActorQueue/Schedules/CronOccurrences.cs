using System.Collections.Concurrent;
using ActorQueue.Core.Schedules;
using Quartz;

namespace ActorQueue.Schedules;

/// <summary>
/// Occurrences by Quartz' <see cref="CronExpression"/>, clock changes included: its rule for these is the one that <see cref="Contracts.ScheduleSpec.TimeZone"/> promises,
/// and tests hold it to that. Safe for any number of callers.
/// </summary>
internal sealed class CronOccurrences : IOccurrences
{
    private const int UnixFields = 5;

    // One schedule has one expression; past this they are parsed anew.
    private const int MaxParsed = 4096;

    private readonly ConcurrentDictionary<(string Cron, string TimeZone), Parsed> _parsed = new();

    public string? ProblemWith(string cron, string timeZone) => Parse(cron, timeZone).Problem;

    public DateTimeOffset? Next(string cron, string timeZone, DateTimeOffset after)
    {
        var parsed = Parse(cron, timeZone);
        var expression = parsed.Expression ?? throw new ArgumentException(parsed.Problem, nameof(cron));
        return expression.GetNextValidTimeAfter(after)?.ToUniversalTime();
    }

    private Parsed Parse(string cron, string timeZone)
    {
        if (_parsed.Count >= MaxParsed)
        {
            _parsed.Clear();
        }

        return _parsed.GetOrAdd((cron, timeZone), Parsed.Of);
    }

    /// <summary>An expression in its zone, or what is wrong with one of them.</summary>
    private sealed record Parsed(CronExpression? Expression, string? Problem)
    {
        public static Parsed Of((string Cron, string TimeZone) text)
        {
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(text.TimeZone, out var zone))
            {
                return new Parsed(null, $"timeZone: '{text.TimeZone}' is not known on this machine");
            }

            var fields = text.Cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            try
            {
                var format = fields.Length == UnixFields ? CronFormat.Unix : CronFormat.Quartz;
                return new Parsed(CronExpression.Parse(string.Join(' ', fields), format).WithTimeZone(zone), null);
            }
            catch (Exception e) when (e is FormatException or ArgumentException)
            {
                return new Parsed(null, CronProblem.Of(text.Cron, fields));
            }
        }
    }
}
