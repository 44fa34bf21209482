using System.Globalization;
using ActorQueue.Contracts;
using ActorQueue.Core;
using ActorQueue.Core.Ordering;

namespace ActorQueue.Hosting;

/// <summary>The forms in which settings of admission are written: <c>key=number</c>, <c>10 per 1s burst 20</c>, names of order policies.</summary>
internal static class AdmissionSettingsText
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

    /// <summary>Reads <c>key=value</c> entries; the key is all before the last equals sign.</summary>
    public static Dictionary<string, T> Entries<T>(IEnumerable<string> entries, Func<string, T> read)
    {
        Dictionary<string, T> found = new(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var equals = entry.LastIndexOf('=');
            if (equals <= 0)
            {
                throw new FormatException($"'{entry}' is not KEY=VALUE");
            }

            found[entry[..equals].Trim()] = read(entry[(equals + 1)..].Trim());
        }

        return found;
    }

    /// <summary>Reads a whole number.</summary>
    public static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new FormatException($"'{text}' is not a whole number from 0 on");

    /// <summary>Reads a rate limit: <c>10 per 1s</c>, with <c>burst 20</c> after it where that is not the count; <c>off</c> is none.</summary>
    public static RateLimit? Rate(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [] or ["off"] => null,
            [var count, "per", var per] => new RateLimit(Number(count), Time(per), Number(count)),
            [var count, "per", var per, "burst", var burst] => new RateLimit(Number(count), Time(per), Number(burst)),
            _ => throw new FormatException($"'{text}' is neither off nor COUNT per DURATION [burst COUNT]"),
        };
    }

    /// <summary>The policy of a name, or null.</summary>
    public static IOrderPolicy? Policy(string name, TimeSpan agingStep, IReadOnlyList<IOrderPolicy> own) => name switch
    {
        "priority" => PriorityOrder.Instance,
        "fifo" => FifoOrder.Instance,
        "smallest-first" => SizeOrder.SmallestFirst,
        "largest-first" => SizeOrder.LargestFirst,
        "aging" => new AgingOrder(agingStep),
        _ => own.FirstOrDefault(policy => policy.Name == name),
    };

    private static TimeSpan Time(string text)
    {
        foreach (var (unit, length) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number * length.TotalSeconds <= RetryOptions.MaxDuration.TotalSeconds)
            {
                return number * length;
            }
        }

        throw new FormatException($"'{text}' is not a duration (200ms, 5s, 15m, 2h, 7d)");
    }
}
