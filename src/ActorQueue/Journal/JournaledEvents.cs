using ActorQueue.Core.Events;

namespace ActorQueue.Journal;

/// <summary>What <see cref="JournalSerializer"/> writes.</summary>
internal interface IJournaled;

/// <summary>One journal row: the events of one commit, and the position of the first.</summary>
internal sealed record JournaledEvents(long FirstPosition, IReadOnlyList<QueueEvent> Events) : IJournaled;

/// <summary>The head of a snapshot, saved last: a snapshot without it does not exist.</summary>
/// <param name="Chunks">How many chunks there are, each saved as <see cref="SnapshotChunk"/>.</param>
/// <param name="Bytes">What the core needs to check and join them.</param>
internal sealed record SnapshotHead(int Chunks, byte[] Bytes) : IJournaled;

/// <summary>One chunk of a snapshot, at most 4 MiB.</summary>
internal sealed record SnapshotChunk(byte[] Bytes) : IJournaled;

/// <summary>Stands for a part of a snapshot that this release cannot read; never written.</summary>
internal sealed record UnreadableSnapshot(string What) : IJournaled;
