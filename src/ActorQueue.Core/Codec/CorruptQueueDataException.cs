using ActorQueue.Contracts;

namespace ActorQueue.Core.Codec;

/// <summary>
/// Stored bytes are damaged, truncated or of a version this build does not know. Recovery stops on it.
/// </summary>
public sealed class CorruptQueueDataException(string message) : QueueException(message);
