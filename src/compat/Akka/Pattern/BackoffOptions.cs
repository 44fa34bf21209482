using Akka.Actor;

namespace Akka.Pattern;

public abstract class BackoffOptions
{
    protected BackoffOptions()
    {
    }

    internal abstract Props Props { get; }

    /// <summary>The delay starts anew when the child has lived that long. By default that is the smallest delay.</summary>
    public abstract BackoffOptions WithAutoReset(TimeSpan resetBackoff);

    /// <summary>The delay starts anew when the supervisor gets <see cref="BackoffSupervisor.Reset"/>.</summary>
    public abstract BackoffOptions WithManualReset();

    public abstract BackoffOptions WithSupervisorStrategy(OneForOneStrategy supervisorStrategy);

    /// <summary>A child that fails is stopped, and so started again after the delay.</summary>
    public abstract BackoffOptions WithDefaultStoppingStrategy();

    public abstract BackoffOptions WithMaxNrOfRetries(int maxNrOfRetries);

    /// <summary>The answer to every message while there is no child; without it they become dead letters.</summary>
    public abstract BackoffOptions WithReplyWhileStopped(object replyWhileStopped);

    /// <summary>A child that stops after such a message is not started again, and the supervisor stops too.</summary>
    public abstract BackoffOptions WithFinalStopMessage(Func<object, bool> isFinalStopMessage);
}

/// <summary>When the delay starts anew.</summary>
public interface IBackoffReset;

internal sealed record ManualReset : IBackoffReset;

internal sealed record AutoReset(TimeSpan ResetBackoff) : IBackoffReset;

internal sealed class SupervisorOptions : BackoffOptions
{
    private readonly bool _onStop;
    private readonly Props _childProps;
    private readonly string _childName;
    private readonly BackoffDelay _delay;
    private IBackoffReset _reset;
    private OneForOneStrategy _strategy = new(SupervisorStrategy.DefaultDecider);
    private object? _replyWhileStopped;
    private Func<object, bool>? _isFinalStopMessage;

    public SupervisorOptions(
        bool onStop, Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor)
    {
        _onStop = onStop;
        _childProps = childProps;
        _childName = childName;
        _delay = new BackoffDelay(minBackoff, maxBackoff, randomFactor);
        _reset = new AutoReset(minBackoff);
    }

    internal override Props Props
    {
        get
        {
            if (_reset is AutoReset auto && (auto.ResetBackoff < _delay.Min || auto.ResetBackoff > _delay.Max))
            {
                throw new ArgumentException(
                    $"The reset after {auto.ResetBackoff} must lie between the smallest and the longest delay, {_delay.Min} and {_delay.Max}.");
            }

            object?[] arguments =
                [_childProps, _childName, _delay.Min, _delay.Max, _reset, _delay.RandomFactor, _strategy, _replyWhileStopped, _isFinalStopMessage];
            return Actor.Props.Create(_onStop ? typeof(BackoffSupervisor) : typeof(BackoffOnFailureSupervisor), arguments!);
        }
    }

    public override BackoffOptions WithAutoReset(TimeSpan resetBackoff) => With(copy => copy._reset = new AutoReset(resetBackoff));

    public override BackoffOptions WithManualReset() => With(copy => copy._reset = new ManualReset());

    public override BackoffOptions WithSupervisorStrategy(OneForOneStrategy supervisorStrategy) =>
        With(copy => copy._strategy = supervisorStrategy);

    public override BackoffOptions WithDefaultStoppingStrategy() =>
        With(copy => copy._strategy = new OneForOneStrategy(_strategy.MaxNumberOfRetries, _strategy.WithinTimeRangeMilliseconds, SupervisorStrategy.StoppingStrategy.Decider));

    public override BackoffOptions WithMaxNrOfRetries(int maxNrOfRetries) =>
        With(copy => copy._strategy = _strategy.WithMaxNrOfRetries(maxNrOfRetries));

    public override BackoffOptions WithReplyWhileStopped(object replyWhileStopped) =>
        With(copy => copy._replyWhileStopped = replyWhileStopped);

    public override BackoffOptions WithFinalStopMessage(Func<object, bool> isFinalStopMessage) =>
        With(copy => copy._isFinalStopMessage = isFinalStopMessage);

    private SupervisorOptions With(Action<SupervisorOptions> change)
    {
        var copy = (SupervisorOptions)MemberwiseClone();
        change(copy);
        return copy;
    }
}
