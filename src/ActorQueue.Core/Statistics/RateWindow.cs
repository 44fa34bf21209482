namespace ActorQueue.Core.Statistics;

/// <summary>Counts of the last fifteen minutes in steps of ten seconds.</summary>
internal sealed class RateWindow
{
    public const int StepCount = 91;
    public const long StepTicks = 10 * TimeSpan.TicksPerSecond;

    /// <summary>Counts by step number modulo length; part of the snapshot.</summary>
    public long[] Steps { get; } = new long[StepCount];

    /// <summary>The newest step that was counted, as ticks divided by the step's length.</summary>
    public long NewestStep { get; set; }

    public void Add(long atTicks)
    {
        long step = atTicks / StepTicks;
        if (step > NewestStep)
        {
            for (long cleared = Math.Max(NewestStep + 1, step - StepCount + 1); cleared <= step; cleared++)
            {
                Steps[cleared % StepCount] = 0;
            }

            NewestStep = step;
        }

        if (step > NewestStep - StepCount)
        {
            Steps[step % StepCount]++;
        }
    }

    /// <summary>
    /// Per second over the given time back from now, or since <paramref name="sinceTicks"/> when that is shorter.
    /// </summary>
    public double PerSecond(long nowTicks, TimeSpan over, long sinceTicks)
    {
        long oldest = Math.Max((nowTicks / StepTicks) - (over.Ticks / StepTicks) + 1, 0);
        long from = Math.Max(oldest * StepTicks, sinceTicks);
        double seconds = Math.Max((double)(nowTicks - from) / TimeSpan.TicksPerSecond, 1);
        return Sum(nowTicks, over) / seconds;
    }

    /// <summary>The count over the given time back from now, to the step.</summary>
    public long Sum(long nowTicks, TimeSpan over)
    {
        long newest = nowTicks / StepTicks;
        long oldest = Math.Max(newest - (over.Ticks / StepTicks) + 1, 0);
        long sum = 0;
        for (long step = Math.Max(oldest, NewestStep - StepCount + 1); step <= Math.Min(newest, NewestStep); step++)
        {
            if (step >= 0)
            {
                sum += Steps[step % StepCount];
            }
        }

        return sum;
    }
}
