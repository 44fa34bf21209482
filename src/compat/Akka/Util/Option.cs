using System.Diagnostics.CodeAnalysis;

namespace Akka.Util;

/// <summary>A value or its absence. A null reference counts as absent.</summary>
#pragma warning disable CA1066, MA0077 // The official struct does not declare the interface.
public readonly struct Option<T>
#pragma warning restore CA1066, MA0077
{
    public static readonly Option<T> None;

    public Option(T value)
    {
        Value = value;
        HasValue = value is not null;
    }

    public bool HasValue { get; }

    public bool IsEmpty => !HasValue;

    public T Value { get; }

    public static implicit operator Option<T>(T value) => new(value);

    public static bool operator ==(Option<T> first, Option<T> second) => first.Equals(second);

    public static bool operator !=(Option<T> first, Option<T> second) => !first.Equals(second);

    public static Option<T> Create(T value) => new(value);

    public Option<TNew> Select<TNew>(Func<T, TNew> selector) => HasValue ? selector(Value) : Option<TNew>.None;

    public Option<TNew> FlatSelect<TNew>(Func<T, Option<TNew>> mapper) => HasValue ? mapper(Value) : Option<TNew>.None;

    public T GetOrElse(T fallbackValue) => HasValue ? Value : fallbackValue;

    public void OnSuccess(Action<T> action)
    {
        if (HasValue)
        {
            action(Value);
        }
    }

    public bool Equals(Option<T> other) =>
        HasValue == other.HasValue && EqualityComparer<T>.Default.Equals(Value, other.Value);

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Option<T> other && Equals(other);

    public override int GetHashCode() => HasValue ? HashCode.Combine(HasValue, Value) : 0;

    public override string ToString() => HasValue ? $"Some<{Value}>" : "None";
}
