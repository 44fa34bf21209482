using System.Diagnostics;

namespace ActorQueue.Benchmarks;

/// <summary>Operations a second: the median of the runs, and the slowest and fastest of them.</summary>
internal readonly record struct Rate(double Median, double Low, double High)
{
    public double MicrosecondsEach => 1e6 / Median;
}

/// <summary>
/// The measuring loop. A run does a number of operations and says how long the part of it that counts took; the loop first warms up with growing numbers until
/// a run is long enough to be told from noise, then measures runs of about <see cref="RunTime"/> and takes their median.
/// </summary>
internal static class Measure
{
    public static readonly TimeSpan RunTime = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs that count; the warm-up's come before them.</summary>
    public const int Runs = 5;

    private const int MostWarmUps = 20;

    // Hot code is compiled anew, in the background, some tenths of a second after its start.
    private static readonly TimeSpan LeastWarmUp = TimeSpan.FromMilliseconds(750);

    /// <param name="run">Does that many operations; returns the time they took.</param>
    /// <param name="least">Fewest operations a run makes sense with.</param>
    /// <param name="most">Most operations that fit into memory.</param>
    /// <param name="runTime">What a run should take.</param>
    public static async Task<Rate> RateAsync(Func<int, Task<TimeSpan>> run, int least, int most, TimeSpan? runTime = null)
    {
        var target = (runTime ?? RunTime).TotalSeconds;
        var count = least;
        var warmUpStart = Now;
        for (var warmUp = 0; warmUp < MostWarmUps; warmUp++)
        {
            var seconds = Math.Max((await run(count)).TotalSeconds, 1e-6);
            var isLongEnough = seconds > target / 2 || count == most;

            // The first runs are slow, so a guess from them is only followed to ten times the count.
            count = (int)Math.Min(Math.Clamp(count * target / seconds, least, most), 10L * count);
            if (isLongEnough && Since(warmUpStart) > LeastWarmUp)
            {
                break;
            }
        }

        var rates = new double[Runs];
        for (var i = 0; i < Runs; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            rates[i] = count / (await run(count)).TotalSeconds;
        }

        Array.Sort(rates);
        return new Rate(rates[Runs / 2], rates[0], rates[^1]);
    }

    /// <summary>Operations that run on the calling thread, by the processor time that the process took: other programs' load disturbs it least.</summary>
    public static Task<Rate> CpuRateAsync(Action operation, int least, int most) => RateAsync(
        count =>
        {
            var start = CpuTime;
            for (var i = 0; i < count; i++)
            {
                operation();
            }

            return Task.FromResult(CpuTime - start);
        },
        least,
        most);

    /// <summary>The processor time that this process took so far, on all cores.</summary>
    public static TimeSpan CpuTime => Environment.CpuUsage.TotalTime;

    public static long Now => Stopwatch.GetTimestamp();

    public static TimeSpan Since(long start) => Stopwatch.GetElapsedTime(start);
}
