using Akka.Actor;

namespace Akka.Persistence;

/// <summary>Spoken between persistent actors and their plug-ins; never leaves the process.</summary>
public interface IPersistenceMessage : INoSerializationVerificationNeeded;

/// <summary>To or from a journal.</summary>
public interface IJournalMessage : IPersistenceMessage;

/// <summary>To a journal.</summary>
public interface IJournalRequest : IJournalMessage;

/// <summary>From a journal.</summary>
public interface IJournalResponse : IJournalMessage;

/// <summary>To or from a snapshot store.</summary>
public interface ISnapshotMessage : IPersistenceMessage;

/// <summary>To a snapshot store.</summary>
public interface ISnapshotRequest : ISnapshotMessage;

/// <summary>From a snapshot store.</summary>
public interface ISnapshotResponse : ISnapshotMessage;
