using Akka.Actor;

namespace Akka.Pattern;

/// <summary>Something was called in a state in which it must not be called.</summary>
public class IllegalStateException : AkkaException
{
    public IllegalStateException(string message)
        : base(message)
    {
    }

    public IllegalStateException(string message, Exception innerEx)
        : base(message, innerEx)
    {
    }
}
