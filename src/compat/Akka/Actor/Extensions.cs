namespace Akka.Actor;

/// <summary>One per actor system, made on first use.</summary>
public interface IExtension;

public interface IExtensionId
{
    Type ExtensionType { get; }

    object Apply(ActorSystem system);

    object Get(ActorSystem system);

    object CreateExtension(ExtendedActorSystem system);
}

public interface IExtensionId<out T> : IExtensionId
    where T : IExtension
{
    new T Apply(ActorSystem system);

    new T Get(ActorSystem system);

    new T CreateExtension(ExtendedActorSystem system);
}

public abstract class ExtensionIdProvider<T> : IExtensionId<T>
    where T : IExtension
{
    protected ExtensionIdProvider()
    {
    }

    public Type ExtensionType => typeof(T);

    public T Apply(ActorSystem system) => (T)system.RegisterExtension(this);

    object IExtensionId.Apply(ActorSystem system) => Apply(system);

    public T Get(ActorSystem system) => (T)system.GetExtension(this);

    object IExtensionId.Get(ActorSystem system) => Get(system);

    object IExtensionId.CreateExtension(ExtendedActorSystem system) => CreateExtension(system);

    public abstract T CreateExtension(ExtendedActorSystem system);

    public override bool Equals(object? obj) => obj?.GetType() == GetType();

    public override int GetHashCode() => GetType().GetHashCode();
}

public static class ActorSystemWithExtensions
{
    public static T WithExtension<T>(this ActorSystem system, Type extensionId)
        where T : class, IExtension
    {
        if (!system.HasExtension<T>())
        {
            system.RegisterExtension((IExtensionId)Activator.CreateInstance(extensionId)!);
        }

        return system.GetExtension<T>();
    }

    public static T WithExtension<T, TI>(this ActorSystem system)
        where T : class, IExtension
        where TI : IExtensionId => system.WithExtension<T>(typeof(TI));
}
