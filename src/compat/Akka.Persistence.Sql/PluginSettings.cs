using Akka.Configuration;

namespace Akka.Persistence.Sql;

/// <summary>What journal and snapshot store are configured alike by. Refuses what only the official plug-in can do.</summary>
internal sealed class PluginSettings
{
    private const string SupportedProvider = "SQLite.MS";

    private PluginSettings(Configuration.Config config)
    {
        ConnectionString = config.GetString("connection-string", string.Empty);
        AutoInitialize = config.GetBoolean("auto-initialize", true);
        Serializer = config.GetString("serializer", null!);
        if (string.IsNullOrEmpty(Serializer))
        {
            Serializer = null;
        }
    }

    public string ConnectionString { get; }

    public bool AutoInitialize { get; }

    /// <summary>Name of the serializer for what has no binding of its own; null for the system's default.</summary>
    public string? Serializer { get; }

    /// <exception cref="ConfigurationException">A value is missing or not supported; the message names all of them.</exception>
    public static PluginSettings Read(Configuration.Config config, params (string Key, string Only)[] onlySupported)
    {
        var problems = new List<string>();
        var provider = config.GetString("provider-name", string.Empty);
        if (!string.Equals(provider, SupportedProvider, StringComparison.Ordinal))
        {
            problems.Add($"provider-name must be {SupportedProvider}, the only provider supported here, is [{provider}]");
        }

        if (string.IsNullOrWhiteSpace(config.GetString("connection-string", string.Empty)))
        {
            problems.Add("connection-string is empty");
        }

        foreach (var (key, only) in onlySupported.Append(("table-mapping", "default")))
        {
            var value = config.GetString(key, only);
            if (!string.Equals(value, only, StringComparison.OrdinalIgnoreCase))
            {
                problems.Add($"{key} must be {only}, the only value supported here, is [{value}]");
            }
        }

        return problems.Count == 0
            ? new PluginSettings(config)
            : throw new ConfigurationException("The SQL persistence plug-in cannot start: " + string.Join("; ", problems) + ".");
    }
}
