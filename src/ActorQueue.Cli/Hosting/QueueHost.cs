using System.Text.Json;
using ActorQueue.Audio;
using ActorQueue.Cli.Analysis;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Commands;
using ActorQueue.Cli.Workers;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;
using ActorQueue.Isolation;
using ActorQueue.Node.Hosting;
using ActorQueue.Processors;
using Akka.Actor;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace ActorQueue.Cli.Hosting;

/// <summary>How the embedded queue is opened.</summary>
internal sealed record QueueHostOptions(string DataDirectory)
{
    /// <summary>Files at a time; null: as many as the machine carries, 0: none, only look.</summary>
    public int? Workers { get; init; }

    /// <summary>Where files are decoded.</summary>
    public ProcessorIsolation Isolation { get; init; } = ProcessorIsolation.Thread;

    /// <summary>Whether the queue's log goes to standard error.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>Whether other processes can ask this one, by the socket in the folder.</summary>
    public bool HasApi { get; init; }

    /// <summary>Whether anything is kept: not, where files are worked on without a queue, and then the host is never started.</summary>
    public bool KeepsResults { get; init; } = true;

    /// <summary>Where nothing is kept: whether the series of files are, as long as the process lives.</summary>
    public bool KeepsSeries { get; init; }

    /// <summary>Set for a host that serves tasks of any sort, whose bounds are those of its settings; null for a run of audio files, which bounds its tasks itself.</summary>
    public ServingOptions? Serving { get; init; }
}

/// <summary>What <c>start</c> says beside the settings of the folder.</summary>
/// <param name="ConfigFile">Settings in the place of the folder's own, or null.</param>
/// <param name="Url">An address beside the socket, or null.</param>
/// <param name="AllowRemote">Whether that address may be one that other machines reach.</param>
internal sealed record ServingOptions(string? ConfigFile, string? Url, bool AllowRemote);

/// <summary>The queue on a generic host of its own, with the audio work registered.</summary>
internal sealed class QueueHost : IAsyncDisposable
{
    // analyze bounds each task by its size (AnalysisTask); this only has to be longer than any of those.
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromDays(2);

    // SQLite's SQLITE_CORRUPT and SQLITE_NOTADB.
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    private readonly IHost _host;

    private QueueHost(IHost host) => _host = host;

    /// <summary>Where the API listens.</summary>
    public QueueApi Api => _host.Services.GetRequiredService<QueueApi>();

    public TaskQueue Queue => _host.Services.GetRequiredService<TaskQueue>();

    /// <summary>Whether <see cref="Cache"/> is there.</summary>
    public bool HasCache => _host.Services.GetRequiredService<Lazy<AnalysisCache?>>().Value is not null;

    public AnalysisCache Cache => _host.Services.GetRequiredService<Lazy<AnalysisCache?>>().Value!;

    /// <summary>The processes that decode, where this one does not.</summary>
    public IWorkerProcesses Workers => _host.Services.GetRequiredService<IWorkerProcesses>();

    public static string DatabasePath(string dataDirectory) => Path.Combine(Path.GetFullPath(dataDirectory), "actorqueue.db");

    /// <exception cref="CommandFailedException">The data folder is in use, may not be written, or its database cannot be opened.</exception>
    public static async Task<QueueHost> StartAsync(QueueHostOptions options, CancellationToken cancellationToken = default)
    {
        IHost? host = null;
        try
        {
            Directory.CreateDirectory(options.DataDirectory);
            host = Build(options);
            await host.StartAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            return new QueueHost(host);
        }
        catch (Exception exception)
        {
            host?.Dispose();
            if (Explain(exception, options.DataDirectory) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    /// <summary>The processors and the settings, without a queue: nothing is started, no folder made.</summary>
    /// <exception cref="CommandFailedException">The folder's settings cannot work.</exception>
    public static QueueHost CreateWithoutQueue(QueueHostOptions options) => new(Build(options with { KeepsResults = false }));

    /// <summary>Stops in stages: nothing new starts, what runs may finish, then it is cancelled and waits for the next start.</summary>
    /// <param name="hurry">Goes to the cancelling at once.</param>
    public Task StopAsync(CancellationToken hurry = default) => _host.StopAsync(hurry);

    /// <summary>Stops the queue where that has not been done; what still runs is handed back and waits for the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host.Services.GetRequiredService<Lazy<AnalysisCache?>>() is { IsValueCreated: true } cache)
        {
            cache.Value?.Dispose();
        }

        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private static IHost Build(QueueHostOptions options)
    {
        // Empty: a command must not obey an appsettings.json that happens to lie in the folder it is called from.
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        if (options.IsVerbose)
        {
            // Colours by where the log goes: left to itself, the console logger asks what standard output is.
            builder.Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.ColorBehavior = Console.IsErrorRedirected ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Default;
            });

            // A line per request says nothing of the queue, and a host that does not start ends in a sentence (Explain).
            builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
            builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        }

        // The commands handle signals themselves: the first one drains, which takes longer than a host's lifetime would wait.
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();

        // Lazy: processors are made before the queue owns the folder, and only its owner may touch the database.
        builder.Services.AddSingleton(_ => new Lazy<AnalysisCache?>(
            () => options.KeepsResults ? AnalysisCache.Open(DatabasePath(options.DataDirectory), AudioAnalyzer.Version, TimeProvider.System)
                : options.KeepsSeries ? AnalysisCache.Open("", AudioAnalyzer.Version, TimeProvider.System)
                : null));
        var queue = builder.Services.AddActorQueue(settings =>
        {
            settings.DataDirectory = options.DataDirectory;
            settings.Workers = options.Workers;
            settings.WorkerCommand = OwnCommandLine.For(WorkerCommand.Name);
            settings.ConfigFile = options.Serving?.ConfigFile ?? SettingsOf(options.DataDirectory);
            if (options.Serving is { } serving)
            {
                settings.Hocon = ApiSettings(serving);
            }
            else
            {
                settings.AttemptTimeout = LongestAttempt;

                // A thread for each analyzer: files that find none would be refused, and the wait costs them an attempt.
                settings.Hocon = $"actorqueue {{ shutdown.drain-timeout = 0s, api.url = \"\", workers.sync-threads = {Math.Max(20, options.Workers ?? Environment.ProcessorCount)} }}";
            }
        });
        if (options.HasApi)
        {
            builder.Services.AddActorQueueApi();
        }

        // The queue bounds each stage of its stop itself.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        if (options.Isolation == ProcessorIsolation.Process)
        {
            builder.Services.AddSingleton<IAudioFileWork, IsolatedAudioFileWork>();
            queue.AddProcessor<AudioFileProcessor>(AudioFileRequest.Kind, ProcessorIsolation.Process);
        }
        else
        {
            builder.Services.AddSingleton<IAudioFileWork, AudioFileWork>();
        }

        // What is kept stays with this process, the owner of the database; only the work on a file's bytes leaves it.
        queue.AddProcessor<AudioAnalysisProcessor>(AnalysisPayload.Kind, options.Isolation == ProcessorIsolation.Inline ? ProcessorIsolation.Inline : ProcessorIsolation.Thread);
        return builder.Build();
    }

    /// <summary>A folder's own settings, which hold for whoever opens it.</summary>
    private static string? SettingsOf(string dataDirectory) => Path.Combine(dataDirectory, "actorqueue.conf") is var path && File.Exists(path) ? path : null;

    private static string ApiSettings(ServingOptions serving)
    {
        var settings = new List<string>();
        if (serving.Url is { } url)
        {
            settings.Add($"actorqueue.api.url = {JsonSerializer.Serialize(url, ApiJson.Default.String)}");
        }

        if (serving.AllowRemote)
        {
            settings.Add("actorqueue.api.allow-remote = on");
        }

        return string.Join('\n', settings);
    }

    /// <summary>A failure of the queue or of its storage as a sentence for the user; null for anything else.</summary>
    public static CommandFailedException? Explain(Exception exception, string dataDirectory) => exception switch
    {
        QueueConfigurationException => new CommandFailedException(ExitCode.WrongUsage, exception.Message, exception),
        QueueException => new CommandFailedException(ExitCode.Environment, exception.Message, exception),
        AskTimeoutException => new CommandFailedException(
            ExitCode.Environment, $"The queue in '{dataDirectory}' did not answer in time: the disk may be full, broken or very slow. `actorqueue doctor --data DIR` tests it.", exception),
        UnauthorizedAccessException => new CommandFailedException(
            ExitCode.Refused, $"The data folder '{dataDirectory}' may not be written: {Sentence.Of(exception)} Choose another one with --data DIR.", exception),
        SqliteException { SqliteErrorCode: Corrupt or NotADatabase } => new CommandFailedException(
            ExitCode.Environment,
            $"The database '{DatabasePath(dataDirectory)}' is damaged ({exception.Message.TrimEnd('.')}): restore it from a copy, or move it away and a new one is made.", exception),
        SqliteException or IOException => new CommandFailedException(
            ExitCode.Environment, $"The data folder '{dataDirectory}' cannot be used: {Sentence.Of(exception)}", exception),
        AggregateException { InnerException: { } inner } => Explain(inner, dataDirectory),
        { InnerException: SqliteException inner } => Explain(inner, dataDirectory),
        _ => null,
    };

    private sealed class CommandLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
