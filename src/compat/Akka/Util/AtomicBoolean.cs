namespace Akka.Util;

public class AtomicBoolean(bool initialValue = false)
{
    private bool _value = initialValue;

    public bool Value
    {
        get => Volatile.Read(ref _value);
        set => Volatile.Write(ref _value, value);
    }

    public static implicit operator bool(AtomicBoolean atomicBoolean) => atomicBoolean.Value;

    public bool CompareAndSet(bool expected, bool newValue) =>
        Interlocked.CompareExchange(ref _value, newValue, expected) == expected;

    public bool GetAndSet(bool newValue) => Interlocked.Exchange(ref _value, newValue);
}
