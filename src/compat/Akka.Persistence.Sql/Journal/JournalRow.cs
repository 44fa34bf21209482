namespace Akka.Persistence.Sql.Journal;

/// <summary>An event on its way into its row.</summary>
internal readonly record struct JournalRow(
    string PersistenceId, long SequenceNr, long CreatedTicks, SerializedPayload Payload, IReadOnlyCollection<string> Tags);
