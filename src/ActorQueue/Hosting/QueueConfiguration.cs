using System.Globalization;
using System.Text;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Microsoft.Data.Sqlite;

namespace ActorQueue.Hosting;

/// <summary>Layers the configuration: code over text over file over hocon/reference.conf over the runtime's own defaults.</summary>
internal static class QueueConfiguration
{
    private const string ReferenceResource = "ActorQueue.reference.conf";

    /// <summary>The settings of this library alone, as shipped.</summary>
    public static Config Reference { get; } = ReadReference();

    /// <summary>The whole configuration of a host.</summary>
    /// <exception cref="QueueConfigurationException">The file is missing or a text is not HOCON.</exception>
    public static Config Build(ActorQueueOptions options)
    {
        Config?[] layers = [FromCode(options), .. options.Queues.Select(queue => QueueFromCode(queue.Key, queue.Value)), Parse(options.Hocon, "ActorQueueOptions.Hocon"), ParseFile(options.ConfigFile), Reference, SqlPersistence.DefaultConfiguration];
        var config = layers.OfType<Config>().Aggregate((above, below) => above.WithFallback(below));

        // The journal's place follows the data folder, so it is known only now.
        var database = DatabasePath(config.GetString("actorqueue.data-directory", "."));
        return Storage(database, SettingsReader.ReadJournal(config)).WithFallback(config);
    }

    /// <summary>The one database of the embedded queue.</summary>
    public static string DatabasePath(string dataDirectory) => Path.Combine(Path.GetFullPath(dataDirectory), "actorqueue.db");

    /// <summary>A connection string for the embedded database.</summary>
    /// <param name="databasePath">The file.</param>
    /// <param name="lockTimeout">How long a call waits for a lock of another process; in whole seconds, at least one.</param>
    public static string ConnectionString(string databasePath, TimeSpan lockTimeout) =>
        new SqliteConnectionStringBuilder { DataSource = databasePath, DefaultTimeout = Math.Max(1, (int)lockTimeout.TotalSeconds) }.ToString();

    private static Config ReadReference()
    {
        using var stream = typeof(QueueConfiguration).Assembly.GetManifestResourceStream(ReferenceResource)
            ?? throw new InvalidOperationException($"The resource {ReferenceResource} is not in the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }

    private static Config? Parse(string? text, string source)
    {
        try
        {
            return string.IsNullOrWhiteSpace(text) ? null : ConfigurationFactory.ParseString(text);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new QueueConfigurationException([$"{source} is not HOCON: {e.Message}"]);
        }
    }

    private static Config? ParseFile(string? path)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (IOException e)
        {
            throw new QueueConfigurationException([$"The configuration file '{path}' cannot be read: {e.Message}"]);
        }
    }

    private static Config? FromCode(ActorQueueOptions options)
    {
        var hocon = new StringBuilder();
        Set("data-directory", options.DataDirectory is { } directory ? Quote(directory) : null);
        Set("workers.max", options.Workers);
        Set("workers.memory-limit", options.WorkerMemoryLimit);
        Set("retry.max-retries", options.MaxRetries);
        Set("retry.delay", Milliseconds(options.RetryDelay));
        Set("queue.max-length", options.MaxQueueLength);
        Set("queue.order-policy", options.OrderPolicy is { } policy ? Quote(policy) : null);
        Set("attempt.timeout", Milliseconds(options.AttemptTimeout));
        return hocon.Length == 0 ? null : ConfigurationFactory.ParseString(hocon.ToString());

        void Set(string key, object? value)
        {
            if (value is not null)
            {
                hocon.Append(CultureInfo.InvariantCulture, $"actorqueue.{key} = {value}\n");
            }
        }
    }

    // Parsed by itself first: what is wrong with it must not be said of another text.
    private static Config? QueueFromCode(string name, string settings) => Parse(settings, $"ActorQueueOptions.Queues[\"{name}\"]") is var _
        ? ConfigurationFactory.ParseString($"actorqueue.queues.{Quote(name)} {{\n{settings}\n}}")
        : null;

    private static string? Milliseconds(TimeSpan? value) =>
        value is { } time ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMilliseconds}ms") : null;

    // A failure before which there was none is no retry.
    private static Config Storage(string database, JournalSettings settings)
    {
        var connection = Quote(ConnectionString(database, settings.ConnectionTimeout));
        return ConfigurationFactory.ParseString($$"""
            akka.persistence {
              journal.sql {
                connection-string = {{connection}}
                circuit-breaker {
                  max-failures = {{settings.MaxConnectionRetries + 1}}
                  call-timeout = {{Milliseconds(settings.CallTimeout)}}
                  reset-timeout = {{Milliseconds(settings.RestartMaxDelay)}}
                }
              }
              snapshot-store.sql.connection-string = {{connection}}
            }
            """);
    }

    private static string Quote(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
