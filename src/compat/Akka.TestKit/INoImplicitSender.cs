namespace Akka.TestKit;

/// <summary>A test class with this marker does not send as its test actor.</summary>
public interface INoImplicitSender;
