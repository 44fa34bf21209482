namespace ActorQueue.Compat.PersistenceTests;

public sealed class InMemoryPersistentActorTests() : PersistentActorContract(InMemory);

public sealed class InMemoryRecoveryTests() : RecoveryContract(InMemory);
