namespace ActorQueue.Audio.Pictures;

/// <summary>Round numbers for axes.</summary>
internal static class Ticks
{
    private const int MostTimes = 9;

    private static readonly double[] TimeSteps =
        [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200];

    /// <summary>Round times from 0 to a length, at most ten.</summary>
    public static IEnumerable<double> Times(double seconds)
    {
        var step = Array.Find(TimeSteps, step => seconds / step <= MostTimes);
        return Steps(0, seconds, step > 0 ? step : 86_400 * Math.Ceiling(seconds / 86_400 / MostTimes));
    }

    /// <summary>Round numbers between two bounds, about five.</summary>
    public static IEnumerable<double> Values(double low, double high)
    {
        var rough = (high - low) / 5;
        if (!(rough > 0))
        {
            return [low];
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * (rough / power) switch
        {
            < 1.5 => 1,
            < 3.5 => 2,
            < 7.5 => 5,
            _ => 10,
        };
        return Steps(Math.Ceiling((low / step) - 1e-9) * step, high, step);
    }

    private static IEnumerable<double> Steps(double first, double last, double step)
    {
        for (var i = 0; first + (i * step) <= last + (1e-9 * step); i++)
        {
            // Rounded: 3 · 0.1 is not 0.3.
            yield return Math.Round(first + (i * step), 9);
        }
    }
}
