using System.Linq.Expressions;
using System.Reflection;

namespace Akka.Actor.Internal;

internal static class ActorProducer
{
    private const BindingFlags AnyConstructor = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static IIndirectActorProducer For(Type type, object[] arguments)
    {
        if (typeof(IIndirectActorProducer).IsAssignableFrom(type))
        {
            return (IIndirectActorProducer)Activator.CreateInstance(type, AnyConstructor, null, arguments, null)!;
        }

        if (!typeof(ActorBase).IsAssignableFrom(type))
        {
            throw new ArgumentException($"{type} is not an actor: it does not derive from {typeof(ActorBase)}.", nameof(type));
        }

        return arguments.Length == 0 ? new DefaultConstructorProducer(type) : new ConstructorProducer(type, arguments);
    }

    private sealed class DefaultConstructorProducer(Type type) : IIndirectActorProducer
    {
        public Type ActorType => type;

        // With default arguments in the only constructor, the general way binds them.
        public ActorBase Produce() => type.GetConstructor(AnyConstructor, Type.EmptyTypes) is null
            ? (ActorBase)Activator.CreateInstance(type, AnyConstructor | BindingFlags.OptionalParamBinding, null, null, null)!
            : (ActorBase)Activator.CreateInstance(type, nonPublic: true)!;

        public void Release(ActorBase actor)
        {
        }
    }

    private sealed class ConstructorProducer(Type type, object[] arguments) : IIndirectActorProducer
    {
        public Type ActorType => type;

        public ActorBase Produce() => (ActorBase)Activator.CreateInstance(type, AnyConstructor, null, arguments, null)!;

        public void Release(ActorBase actor)
        {
        }
    }
}

internal sealed class FunctionProducer(Func<ActorBase> factory, Type actorType) : IIndirectActorProducer
{
    public Type ActorType => actorType;

    public ActorBase Produce() => factory();

    public void Release(ActorBase actor)
    {
    }
}

/// <summary>The values of the arguments in <c>() => new SomeActor(a, b.C)</c>.</summary>
internal static class ExpressionArguments
{
    public static object[] Evaluate(NewExpression creation)
    {
        var values = new object[creation.Arguments.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Evaluate(creation.Arguments[i])!;
        }

        return values;
    }

    private static object? Evaluate(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,

        // Captured variables are fields of a closure. Reading them is far cheaper than compiling.
        MemberExpression { Member: FieldInfo field } member =>
            field.GetValue(member.Expression is null ? null : Evaluate(member.Expression)),
        _ => Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object)))
            .Compile(preferInterpretation: true)(),
    };
}
