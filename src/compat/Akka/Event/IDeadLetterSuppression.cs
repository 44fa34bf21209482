namespace Akka.Event;

/// <summary>Losing such a message is no news: it is not published as a dead letter.</summary>
public interface IDeadLetterSuppression;
