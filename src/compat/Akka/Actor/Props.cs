using System.Linq.Expressions;
using System.Reflection;
using Akka.Actor.Internal;
using Akka.Routing;
using Akka.Util;

namespace Akka.Actor;

/// <summary>An immutable recipe for an actor: how to make an instance, and with which deployment and strategy.</summary>
public class Props : IEquatable<Props>, ISurrogated
{
    private static readonly object[] NoArguments = [];
    private static readonly Deploy DefaultDeploy = new();

    // After the two above, which it uses.
    public static readonly Props None = new(typeof(EmptyActor));

    private readonly IIndirectActorProducer _producer;

    public Props(Type type)
        : this(DefaultDeploy, type, NoArguments)
    {
    }

    public Props(Type type, object[] args)
        : this(DefaultDeploy, type, args)
    {
    }

    public Props(Type type, SupervisorStrategy supervisorStrategy, IEnumerable<object> args)
        : this(DefaultDeploy, type, args.ToArray()) => SupervisorStrategy = supervisorStrategy;

    public Props(Type type, SupervisorStrategy supervisorStrategy, params object[] args)
        : this(DefaultDeploy, type, args) => SupervisorStrategy = supervisorStrategy;

    public Props(Deploy deploy, Type type, IEnumerable<object> args)
        : this(deploy, type, args.ToArray())
    {
    }

    public Props(Deploy deploy, Type type, params object[] args)
    {
        Deploy = deploy;
        Arguments = args ?? NoArguments;
        _producer = ActorProducer.For(type, Arguments);
        Type = _producer.ActorType;
    }

    protected Props()
        : this(typeof(EmptyActor))
    {
    }

    protected Props(Props copy)
        : this(copy, copy.Deploy, copy.SupervisorStrategy)
    {
    }

    private Props(Props source, Deploy deploy, SupervisorStrategy strategy)
    {
        Deploy = deploy;
        SupervisorStrategy = strategy;
        Arguments = source.Arguments;
        Type = source.Type;
        _producer = source._producer;
    }

    private Props(IIndirectActorProducer producer, object[] args)
    {
        Deploy = DefaultDeploy;
        Arguments = args;
        Type = producer.ActorType;
        _producer = producer;
    }

    public static Props Empty => Create<EmptyActor>();

    public Type Type { get; }

    public string TypeName => Type.AssemblyQualifiedName!;

    public object[] Arguments { get; }

    public Deploy Deploy { get; protected set; }

    public SupervisorStrategy SupervisorStrategy { get; protected set; } = null!;

    public string? Mailbox => Deploy.Mailbox == Deploy.NoMailboxGiven ? null : Deploy.Mailbox;

    public string Dispatcher =>
        Deploy.Dispatcher == Deploy.NoDispatcherGiven ? Dispatch.Dispatchers.DefaultDispatcherId : Deploy.Dispatcher;

    public RouterConfig RouterConfig => Deploy.RouterConfig;

    public static Props Create<TActor>(params object[] args)
        where TActor : ActorBase => new(typeof(TActor), args);

    public static Props Create<TActor>(SupervisorStrategy supervisorStrategy)
        where TActor : ActorBase, new() => new(typeof(TActor), supervisorStrategy, NoArguments);

    public static Props Create(Type type, params object[] args) => new(type, args);

    /// <summary>The arguments are evaluated now, once; each incarnation gets the same ones.</summary>
    public static Props Create<TActor>(
        Expression<Func<TActor>> factory,
        SupervisorStrategy? supervisorStrategy = null)
        where TActor : ActorBase
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (factory.Body is UnaryExpression)
        {
            return new Props(new FunctionProducer(factory.Compile(), typeof(TActor)), NoArguments)
            {
                SupervisorStrategy = supervisorStrategy!,
            };
        }

        if (factory.Body is not NewExpression creation)
        {
            throw new ArgumentException("The expression must be of the form () => new SomeActor(...).", nameof(factory));
        }

        return new Props(typeof(TActor), supervisorStrategy!, ExpressionArguments.Evaluate(creation));
    }

    public static Props CreateBy(IIndirectActorProducer producer, params object[] args) => new(producer, args);

    public static Props CreateBy<TProducer>(params object[] args)
        where TProducer : class, IIndirectActorProducer => new(typeof(TProducer), args);

    public Props WithMailbox(string mailbox) => With(Deploy.WithMailbox(mailbox));

    public Props WithDispatcher(string dispatcher) => With(Deploy.WithDispatcher(dispatcher));

    public Props WithRouter(RouterConfig routerConfig) => With(Deploy.WithRouterConfig(routerConfig));

    public Props WithStashCapacity(int stashCapacity) => With(Deploy.WithStashCapacity(stashCapacity));

    public Props WithDeploy(Deploy deploy) => With(deploy.WithFallback(Deploy));

    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy)
    {
        var copy = Copy();
        copy.SupervisorStrategy = supervisorStrategy;
        return copy;
    }

    public virtual ActorBase NewActor()
    {
        try
        {
            return _producer.Produce();
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            throw new TypeLoadException($"Error while creating actor instance of type {Type} with {Arguments.Length} args: ({Describe(Arguments)})", e.InnerException);
        }
        catch (MissingMethodException e)
        {
            throw new TypeLoadException($"Error while creating actor instance of type {Type} with {Arguments.Length} args: ({Describe(Arguments)})", e);
        }
    }

    public bool Equals(Props? other) => other is not null
        && Deploy.Equals(other.Deploy)
        && Type == other.Type
        && Arguments.SequenceEqual(other.Arguments);

    public override bool Equals(object? obj) => Equals(obj as Props);

    public override int GetHashCode() => HashCode.Combine(Deploy, Type, Arguments.Length);

    public ISurrogate ToSurrogate(ActorSystem system) =>
        new PropsSurrogate { Type = Type, Deploy = Deploy, Arguments = Arguments };

    protected virtual Props Copy() => new(this);

    internal void Release(ActorBase actor) => _producer.Release(actor);

    private static string Describe(object[] arguments) => string.Join(",", arguments.Select(argument => argument ?? "null"));

    private Props With(Deploy deploy)
    {
        var copy = Copy();
        copy.Deploy = deploy;
        return copy;
    }

    public class PropsSurrogate : ISurrogate
    {
        public Type Type { get; set; } = null!;

        public Deploy Deploy { get; set; } = null!;

        public object[] Arguments { get; set; } = [];

        public ISurrogated FromSurrogate(ActorSystem system) => new Props(Deploy, Type, Arguments);
    }

    private sealed class EmptyActor : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }
}

/// <summary>The recipe of a cell that has ended.</summary>
public class TerminatedProps : Props
{
    public override ActorBase NewActor() =>
        throw new InvalidOperationException("This actor has been terminated.");
}

/// <summary>Makes and releases actor instances, for example out of a service container.</summary>
public interface IIndirectActorProducer
{
    Type ActorType { get; }

    ActorBase Produce();

    void Release(ActorBase actor);
}
