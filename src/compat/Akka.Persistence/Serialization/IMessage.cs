namespace Akka.Persistence.Serialization;

/// <summary>Marks what the official package writes with its own protobuf serializer.</summary>
public interface IMessage;
