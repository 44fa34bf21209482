using Akka.Actor;

namespace Akka.Pattern;

/// <summary>The call was not tried, because the circuit breaker is open.</summary>
public class OpenCircuitException : AkkaException
{
    public OpenCircuitException()
        : this("Circuit Breaker is open; calls are failing fast", TimeSpan.Zero)
    {
    }

    public OpenCircuitException(string message)
        : this(message, TimeSpan.Zero)
    {
    }

    public OpenCircuitException(string message, TimeSpan remainingDuration)
        : base(message) => RemainingDuration = remainingDuration;

    public OpenCircuitException(Exception? cause, TimeSpan remainingDuration)
        : base("Circuit Breaker is open; calls are failing fast", cause) => RemainingDuration = remainingDuration;

    /// <summary>How long the breaker stays open.</summary>
    public TimeSpan RemainingDuration { get; }
}

/// <summary>The cause when code reported the failure by <c>CircuitBreaker.Fail</c>.</summary>
public class UserCalledFailException : AkkaException
{
    public UserCalledFailException()
        : base($"User code caused [{nameof(CircuitBreaker)}] to fail because it called [{nameof(CircuitBreaker.Fail)}()].")
    {
    }
}
