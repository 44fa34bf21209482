using System.Globalization;
using Quartz;

namespace ActorQueue.Schedules;

/// <summary>Says in the queue's own words which part of a cron expression is wrong, what may stand there, and how a right one looks.</summary>
internal static class CronProblem
{
    private const string Example = "Example: '0 30 2 ? * MON-FRI' is 02:30 on workdays";

    // Each part is tried by itself, in an expression that is sound without it.
    private static readonly Part[] Unix =
    [
        new("minute", "0 to 59", "{0} * * * *"),
        new("hour", "0 to 23", "* {0} * * *"),
        new("day of the month", "1 to 31", "* * {0} * *"),
        new("month", "1 to 12 or JAN to DEC", "* * * {0} *"),
        new("weekday", "0 to 7 (0 and 7 are Sunday) or SUN to SAT", "* * * * {0}"),
    ];

    private static readonly Part[] Quartz =
    [
        new("second", "0 to 59", "{0} 0 0 ? * *"),
        new("minute", "0 to 59", "0 {0} 0 ? * *"),
        new("hour", "0 to 23", "0 0 {0} ? * *"),
        new("day of the month", "1 to 31, L, W", "0 0 0 {0} * ?"),
        new("month", "1 to 12 or JAN to DEC", "0 0 0 ? {0} *"),
        new("weekday", "1 to 7 (1 is Sunday) or SUN to SAT, L, #", "0 0 0 ? * {0}"),
        new("year", "1970 to 2199", "0 0 0 ? * * {0}"),
    ];

    /// <summary>What is wrong with an expression that cannot be read.</summary>
    public static string Of(string cron, string[] fields)
    {
        if (fields.Length is not (>= 5 and <= 7))
        {
            return $"cron: '{cron}' has {fields.Length} parts; 5 (minute, hour, day, month, weekday), 6 (second first) or 7 (year last) are needed. {Example}";
        }

        var format = fields.Length == Unix.Length ? CronFormat.Unix : CronFormat.Quartz;
        var parts = format == CronFormat.Unix ? Unix : Quartz;
        for (var i = 0; i < fields.Length; i++)
        {
            if (!CronExpression.TryParse(string.Format(CultureInfo.InvariantCulture, parts[i].Alone, fields[i]), format, out _))
            {
                return $"cron: the {parts[i].Name} '{fields[i]}' of '{cron}' is not one of {parts[i].Allowed}, nor a list (a,b), range (a-b) or step (*/n) of these. {Example}";
            }
        }

        return $"cron: the parts of '{cron}' do not go together. {Example}";
    }

    private sealed record Part(string Name, string Allowed, string Alone);
}
