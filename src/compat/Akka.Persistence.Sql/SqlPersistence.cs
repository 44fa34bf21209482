using Akka.Actor;
using Akka.Configuration;

namespace Akka.Persistence.Sql;

/// <summary>Puts the plug-in's defaults under the system's configuration.</summary>
public sealed class SqlPersistence : IExtension
{
    public const string JournalConfigPath = "akka.persistence.journal.sql";
    public const string SnapshotStoreConfigPath = "akka.persistence.snapshot-store.sql";

    public static readonly Configuration.Config DefaultConfiguration =
        ConfigurationFactory.FromResource("Akka.Persistence.Sql.persistence.conf", typeof(SqlPersistence).Assembly);

    public static readonly Configuration.Config DefaultJournalConfiguration = DefaultConfiguration.GetConfig(JournalConfigPath)!;

    public static readonly Configuration.Config DefaultSnapshotConfiguration =
        DefaultConfiguration.GetConfig(SnapshotStoreConfigPath)!;

    public static readonly Configuration.Config DefaultJournalMappingConfiguration =
        DefaultJournalConfiguration.GetConfig("default")!;

    public static readonly Configuration.Config DefaultSnapshotMappingConfiguration =
        DefaultSnapshotConfiguration.GetConfig("default")!;

    public readonly Configuration.Config DefaultConfig = DefaultConfiguration;
    public readonly Configuration.Config DefaultJournalConfig = DefaultJournalConfiguration;
    public readonly Configuration.Config DefaultJournalMappingConfig = DefaultJournalMappingConfiguration;
    public readonly Configuration.Config DefaultSnapshotConfig = DefaultSnapshotConfiguration;
    public readonly Configuration.Config DefaultSnapshotMappingConfig = DefaultSnapshotMappingConfiguration;

    public SqlPersistence(ActorSystem system) => system.Settings.InjectTopLevelFallback(DefaultConfig);

    public static SqlPersistence Get(ActorSystem system) => system.WithExtension<SqlPersistence, SqlPersistenceProvider>();
}

/// <summary>The extension's key.</summary>
public sealed class SqlPersistenceProvider : ExtensionIdProvider<SqlPersistence>
{
    public override SqlPersistence CreateExtension(ExtendedActorSystem system) => new(system);
}
