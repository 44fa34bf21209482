using Akka.Actor.Internal;
using Akka.Util;

namespace Akka.Actor;

/// <summary>All children share the fate of the one that failed.</summary>
public class AllForOneStrategy : SupervisorStrategy, IEquatable<AllForOneStrategy>
{
    private readonly IDecider _decider;

    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : this(maxNrOfRetries ?? -1, RestartWindow.Milliseconds(withinTimeRange), localOnlyDecider)
    {
    }

    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider)
        : this(maxNrOfRetries ?? -1, RestartWindow.Milliseconds(withinTimeRange), decider)
    {
    }

    public AllForOneStrategy(
        int maxNrOfRetries,
        int withinTimeMilliseconds,
        Func<Exception, Directive> localOnlyDecider,
        bool loggingEnabled = true)
        : this(maxNrOfRetries, withinTimeMilliseconds, Actor.Decider.From(localOnlyDecider), loggingEnabled)
    {
    }

    public AllForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, IDecider decider, bool loggingEnabled = true)
    {
        MaxNumberOfRetries = maxNrOfRetries;
        WithinTimeRangeMilliseconds = withinTimeMilliseconds;
        _decider = decider;
        LoggingEnabled = loggingEnabled;
    }

    public AllForOneStrategy(Func<Exception, Directive> localOnlyDecider)
        : this(-1, -1, localOnlyDecider)
    {
    }

    public AllForOneStrategy(IDecider decider)
        : this(-1, -1, decider)
    {
    }

    protected AllForOneStrategy()
        : this(DefaultDecider)
    {
    }

    public override IDecider Decider => _decider;

    /// <summary>Restarts allowed within the window; -1 for no limit, 0 to stop at once.</summary>
    public int MaxNumberOfRetries { get; }

    public int WithinTimeRangeMilliseconds { get; }

    public override void ProcessFailure(
        IActorContext context,
        bool restart,
        IActorRef child,
        Exception cause,
        ChildRestartStats stats,
        IReadOnlyCollection<ChildRestartStats> children)
    {
        if (children.Count == 0)
        {
            return;
        }

        if (restart && children.All(AllowsRestart))
        {
            foreach (var each in children)
            {
                RestartChild(each.Child, cause, suspendFirst: !child.Equals(each.Child));
            }
        }
        else
        {
            foreach (var each in children)
            {
                context.Stop(each.Child);
            }
        }
    }

    public override void HandleChildTerminated(
        IActorContext actorContext,
        IActorRef child,
        IEnumerable<IInternalActorRef> children)
    {
        // Stopping one on purpose is no failure of the others.
    }

    public override ISurrogate ToSurrogate(ActorSystem system) => new AllForOneStrategySurrogate
    {
        Decider = Decider,
        LoggingEnabled = LoggingEnabled,
        MaxNumberOfRetries = MaxNumberOfRetries,
        WithinTimeRangeMilliseconds = WithinTimeRangeMilliseconds,
    };

    public bool Equals(AllForOneStrategy? other) => other is not null
        && MaxNumberOfRetries == other.MaxNumberOfRetries
        && WithinTimeRangeMilliseconds == other.WithinTimeRangeMilliseconds
        && Equals(Decider, other.Decider);

    public override bool Equals(object? obj) => Equals(obj as AllForOneStrategy);

    public override int GetHashCode() => HashCode.Combine(MaxNumberOfRetries, WithinTimeRangeMilliseconds, Decider);

    protected override Directive Handle(IActorRef child, Exception exception) => Decider.Decide(exception);

    private bool AllowsRestart(ChildRestartStats stats) =>
        stats.RequestRestartPermission(MaxNumberOfRetries, WithinTimeRangeMilliseconds);

    public class AllForOneStrategySurrogate : ISurrogate
    {
        public int MaxNumberOfRetries { get; set; }

        public int WithinTimeRangeMilliseconds { get; set; }

        public bool LoggingEnabled { get; set; }

        public IDecider Decider { get; set; } = DefaultDecider;

        public ISurrogated FromSurrogate(ActorSystem system) =>
            new AllForOneStrategy(MaxNumberOfRetries, WithinTimeRangeMilliseconds, Decider, LoggingEnabled);
    }
}
