using System.Globalization;

namespace Akka.Configuration.Hocon;

/// <summary>Durations and byte sizes: a number and a unit, with or without a space between.</summary>
internal static class HoconUnits
{
    private static readonly Dictionary<string, double> TicksPerUnit = DurationUnits(
        (0.01, ["ns", "nano", "nanos", "nanosecond", "nanoseconds"]),
        (TimeSpan.TicksPerMicrosecond, ["us", "micro", "micros", "microsecond", "microseconds"]),
        (TimeSpan.TicksPerMillisecond, ["", "ms", "milli", "millis", "millisecond", "milliseconds"]),
        (TimeSpan.TicksPerSecond, ["s", "second", "seconds"]),
        (TimeSpan.TicksPerMinute, ["m", "minute", "minutes"]),
        (TimeSpan.TicksPerHour, ["h", "hour", "hours"]),
        (TimeSpan.TicksPerDay, ["d", "day", "days"]));

    private static readonly string[] Prefixes = ["", "k", "m", "g", "t", "p", "e"];

    private static readonly string[] PrefixNames = ["", "kilo", "mega", "giga", "tera", "peta", "exa"];

    private static readonly string[] BinaryPrefixNames = ["", "kibi", "mebi", "gibi", "tebi", "pebi", "exbi"];

    private static readonly Dictionary<string, decimal> BytesPerUnit = ByteUnits();

    public static TimeSpan Duration(string? text, bool allowInfinite)
    {
        if (allowInfinite && text is "infinite" or "Infinite" or "INFINITE")
        {
            return Timeout.InfiniteTimeSpan;
        }

        var (number, unit) = Split(text);
        if (!double.TryParse(number, NumberStyles.Float, NumberFormatInfo.InvariantInfo, out var count)
            || !TicksPerUnit.TryGetValue(unit, out var ticks))
        {
            throw new FormatException($"[{text}] is no duration: write a number and one of ms, s, m, h, d.");
        }

        if (count < 0 || count * ticks >= TimeSpan.MaxValue.Ticks)
        {
            throw new FormatException($"[{text}] is out of range: a duration is positive and less than 29,000 years.");
        }

        return TimeSpan.FromTicks((long)Math.Round(count * ticks));
    }

    public static long? ByteSize(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var (number, unit) = Split(text);
        if (!decimal.TryParse(number, NumberStyles.Float, NumberFormatInfo.InvariantInfo, out var count)
            || !BytesPerUnit.TryGetValue(unit, out var bytes))
        {
            throw new FormatException($"[{text}] is no size: write a number and one of b, kB, KiB, MB, MiB, GB, GiB.");
        }

        if (count < 0 || count > long.MaxValue / bytes)
        {
            throw new FormatException($"[{text}] is out of range: a size is positive and at most {long.MaxValue} bytes.");
        }

        return (long)(count * bytes);
    }

    private static (string Number, string Unit) Split(string? text)
    {
        var trimmed = (text ?? "").Trim();
        var unitLength = trimmed.Reverse().TakeWhile(char.IsAsciiLetter).Count();
        return (trimmed[..^unitLength].TrimEnd(), trimmed[^unitLength..]);
    }

    private static Dictionary<string, double> DurationUnits(params (double Ticks, string[] Names)[] units) =>
        units.SelectMany(unit => unit.Names, (unit, name) => (name, unit.Ticks))
            .ToDictionary(unit => unit.name, unit => unit.Ticks, StringComparer.Ordinal);

    // One letter alone counts in 1024s and kB, MB in 1000s: that is the rule of the HOCON specification.
    private static Dictionary<string, decimal> ByteUnits()
    {
        var units = ((string[])["", "b", "B", "byte", "bytes"]).ToDictionary(unit => unit, _ => 1m, StringComparer.Ordinal);
        decimal thousands = 1;
        decimal binary = 1;
        for (var power = 1; power < Prefixes.Length; power++)
        {
            thousands *= 1000;
            binary *= 1024;
            var lower = Prefixes[power];
            var upper = lower.ToUpperInvariant();
            units[lower] = units[upper] = units[upper + "i"] = units[upper + "iB"] = binary;
            units[lower + "B"] = units[upper + "B"] = units[lower + "b"] = thousands;
            foreach (var ending in (string[])["byte", "bytes"])
            {
                units[PrefixNames[power] + ending] = thousands;
                units[BinaryPrefixNames[power] + ending] = binary;
            }
        }

        return units;
    }
}
