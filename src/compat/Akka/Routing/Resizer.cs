using Akka.Actor;
using Akka.Configuration;

namespace Akka.Routing;

/// <summary>Decides when and by how many routees a pool changes its size.</summary>
public abstract class Resizer
{
    protected Resizer()
    {
    }

    /// <returns>The resizer of the section <c>resizer</c>; null when it is off.</returns>
    public static Resizer? FromConfig(Config parentConfig)
    {
        var config = parentConfig.GetConfig("resizer");
        return config is not null && config.GetBoolean("enabled") ? DefaultResizer.FromConfig(config) : null;
    }

    /// <param name="messageCounter">How many messages the router has got; 0 for the first.</param>
    public abstract bool IsTimeForResize(long messageCounter);

    /// <returns>The change: how many routees to add, or, negative, to remove.</returns>
    public abstract int Resize(IEnumerable<Routee> currentRoutees);
}

/// <summary>Grows when routees are under pressure, shrinks when few of them are, within bounds.</summary>
public class DefaultResizer : Resizer, IEquatable<DefaultResizer>
{
    public DefaultResizer(
        int lower,
        int upper,
        int pressureThreshold = 1,
        double rampupRate = 0.2d,
        double backoffThreshold = 0.3d,
        double backoffRate = 0.1d,
        int messagesPerResize = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lower);
        ArgumentOutOfRangeException.ThrowIfNegative(upper);
        ArgumentOutOfRangeException.ThrowIfLessThan(upper, lower);
        ArgumentOutOfRangeException.ThrowIfNegative(rampupRate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(backoffThreshold, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(backoffRate);
        ArgumentOutOfRangeException.ThrowIfLessThan(messagesPerResize, 1);
        LowerBound = lower;
        UpperBound = upper;
        PressureThreshold = pressureThreshold;
        RampupRate = rampupRate;
        BackoffThreshold = backoffThreshold;
        BackoffRate = backoffRate;
        MessagesPerResize = messagesPerResize;
    }

    public int LowerBound { get; set; }

    public int UpperBound { get; set; }

    public int PressureThreshold { get; }

    public double RampupRate { get; }

    public double BackoffThreshold { get; }

    public double BackoffRate { get; }

    public int MessagesPerResize { get; }

    public static new DefaultResizer FromConfig(Config resizerConfig) => new(
        resizerConfig.GetInt("lower-bound", 1),
        resizerConfig.GetInt("upper-bound", 10),
        resizerConfig.GetInt("pressure-threshold", 1),
        resizerConfig.GetDouble("rampup-rate", 0.2),
        resizerConfig.GetDouble("backoff-threshold", 0.3),
        resizerConfig.GetDouble("backoff-rate", 0.1),
        resizerConfig.GetInt("messages-per-resize", 10));

    public override bool IsTimeForResize(long messageCounter) => messageCounter % MessagesPerResize == 0;

    public override int Resize(IEnumerable<Routee> currentRoutees) => Capacity(currentRoutees);

    public int Capacity(IEnumerable<Routee> currentRoutees)
    {
        var routees = currentRoutees.ToArray();
        var size = routees.Length;
        var proposed = size + Filter(Pressure(routees), size);
        return Math.Clamp(proposed, LowerBound, UpperBound) - size;
    }

    /// <returns>How many routees have at least as many waiting messages as the threshold says.</returns>
    public int Pressure(IEnumerable<Routee> currentRoutees) => currentRoutees.Count(routee =>
        routee is ActorRefRoutee { Actor: ActorRefWithCell { Underlying: ActorCell cell } }
        && cell.NumberOfMessages >= Math.Max(PressureThreshold, 1));

    public int Filter(int pressure, int capacity) => Rampup(pressure, capacity) + Backoff(pressure, capacity);

    public int Rampup(int pressure, int capacity) => pressure < capacity ? 0 : (int)Math.Ceiling(RampupRate * capacity);

    public int Backoff(int pressure, int capacity) =>
        BackoffThreshold > 0 && BackoffRate > 0 && capacity > 0 && (double)pressure / capacity < BackoffThreshold
            ? (int)Math.Floor(-BackoffRate * capacity)
            : 0;

    public bool Equals(DefaultResizer? other) => other is not null
        && LowerBound == other.LowerBound
        && UpperBound == other.UpperBound
        && PressureThreshold == other.PressureThreshold
        && RampupRate.Equals(other.RampupRate)
        && BackoffThreshold.Equals(other.BackoffThreshold)
        && BackoffRate.Equals(other.BackoffRate)
        && MessagesPerResize == other.MessagesPerResize;

    public override bool Equals(object? obj) => Equals(obj as DefaultResizer);

    public override int GetHashCode() => HashCode.Combine(PressureThreshold, RampupRate, BackoffThreshold, BackoffRate, MessagesPerResize);
}
