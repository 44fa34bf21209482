using Akka.Actor;

namespace Akka.Pattern;

/// <summary>Options of a supervisor that starts its one child again after a delay that doubles each time.</summary>
public static class Backoff
{
    /// <summary>For a child that stops when it cannot go on, such as a persistent actor whose store failed.</summary>
    /// <param name="childProps">How to make the child.</param>
    /// <param name="childName">Its name under the supervisor.</param>
    /// <param name="minBackoff">The first delay; positive.</param>
    /// <param name="maxBackoff">The longest delay; at least the first.</param>
    /// <param name="randomFactor">Up to this share is added to each delay, so that many don't start at once; 0 to 1.</param>
    public static BackoffOptions OnStop(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor) =>
        OnStop(childProps, childName, minBackoff, maxBackoff, randomFactor, -1);

    public static BackoffOptions OnStop(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries) =>
        new SupervisorOptions(true, childProps, childName, minBackoff, maxBackoff, randomFactor).WithMaxNrOfRetries(maxNrOfRetries);

    /// <summary>For a child that throws: where its supervision says restart, it is stopped and started after the delay.</summary>
    public static BackoffOptions OnFailure(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor) =>
        OnFailure(childProps, childName, minBackoff, maxBackoff, randomFactor, -1);

    public static BackoffOptions OnFailure(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries) =>
        new SupervisorOptions(false, childProps, childName, minBackoff, maxBackoff, randomFactor).WithMaxNrOfRetries(maxNrOfRetries);
}
