using Akka.Actor.Internal;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor;

public enum Directive
{
    Resume = 0,
    Restart = 1,
    Escalate = 2,
    Stop = 3,
}

/// <summary>What a parent does when a child fails.</summary>
public abstract class SupervisorStrategy : ISurrogated
{
    /// <summary>Stop what cannot be created, was killed or lost whom it watched; restart everything else.</summary>
    public static readonly IDecider DefaultDecider = Actor.Decider.From(
        Directive.Restart,
        Directive.Stop.When<ActorInitializationException>(),
        Directive.Stop.When<ActorKilledException>(),
        Directive.Stop.When<DeathPactException>());

    public static readonly SupervisorStrategy DefaultStrategy = new OneForOneStrategy(DefaultDecider);

    public static readonly OneForOneStrategy StoppingStrategy = new(_ => Directive.Stop);

    protected SupervisorStrategy()
    {
    }

    public abstract IDecider Decider { get; }

    protected bool LoggingEnabled { get; set; } = true;

    public abstract void ProcessFailure(
        IActorContext context,
        bool restart,
        IActorRef child,
        Exception cause,
        ChildRestartStats stats,
        IReadOnlyCollection<ChildRestartStats> children);

    public abstract void HandleChildTerminated(
        IActorContext actorContext,
        IActorRef child,
        IEnumerable<IInternalActorRef> children);

    public abstract ISurrogate ToSurrogate(ActorSystem system);

    /// <summary>Carries out the decision. False when the failure is to be escalated.</summary>
    public bool HandleFailure(
        ActorCell actorCell,
        IActorRef child,
        Exception cause,
        ChildRestartStats failedChildStats,
        IReadOnlyCollection<ChildRestartStats> allChildren)
    {
        var directive = Handle(child, cause);
        switch (directive)
        {
            case Directive.Escalate:
                LogFailure(actorCell, child, cause, directive);
                return false;
            case Directive.Resume:
                LogFailure(actorCell, child, cause, directive);
                ResumeChild(child, cause);
                return true;
            default:
                LogFailure(actorCell, child, cause, directive);
                ProcessFailure(actorCell, directive == Directive.Restart, child, cause, failedChildStats, allChildren);
                return true;
        }
    }

    protected abstract Directive Handle(IActorRef child, Exception exception);

    protected void ResumeChild(IActorRef child, Exception exception) => ((IInternalActorRef)child).Resume(exception);

    /// <param name="child">The child to restart.</param>
    /// <param name="cause">The failure that its hooks are told.</param>
    /// <param name="suspendFirst">True for a sibling of the failed child, which is still running.</param>
    protected void RestartChild(IActorRef child, Exception cause, bool suspendFirst)
    {
        var reference = (IInternalActorRef)child;
        if (suspendFirst)
        {
            reference.Suspend();
        }

        reference.Restart(cause);
    }

    protected virtual void LogFailure(IActorContext context, IActorRef child, Exception cause, Directive directive)
    {
        if (!LoggingEnabled)
        {
            return;
        }

        var message = (cause as ActorInitializationException)?.InnerException?.Message ?? cause.Message;
        LogEvent? logEvent = directive switch
        {
            Directive.Resume => new Warning(child.Path.ToString(), GetType(), message),
            Directive.Escalate => null,
            _ => new Error(cause, child.Path.ToString(), GetType(), message),
        };
        if (logEvent is not null)
        {
            context.System.EventStream.Publish(logEvent);
        }
    }
}

public abstract class SupervisorStrategyConfigurator
{
    protected SupervisorStrategyConfigurator()
    {
    }

    public static SupervisorStrategyConfigurator CreateConfigurator(string typeName) => typeName switch
    {
        "Akka.Actor.DefaultSupervisorStrategy" => new DefaultSupervisorStrategy(),
        "Akka.Actor.StoppingSupervisorStrategy" => new StoppingSupervisorStrategy(),
        _ => (SupervisorStrategyConfigurator)Activator.CreateInstance(
            Type.GetType(typeName) ?? throw new Configuration.ConfigurationException(
                $"akka.actor.guardian-supervisor-strategy names '{typeName}', which cannot be loaded."))!,
    };

    public abstract SupervisorStrategy Create();
}

public class DefaultSupervisorStrategy : SupervisorStrategyConfigurator
{
    public override SupervisorStrategy Create() => SupervisorStrategy.DefaultStrategy;
}

public class StoppingSupervisorStrategy : SupervisorStrategyConfigurator
{
    public override SupervisorStrategy Create() => SupervisorStrategy.StoppingStrategy;
}
