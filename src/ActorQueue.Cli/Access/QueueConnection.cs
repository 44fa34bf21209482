using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Hosting;

namespace ActorQueue.Cli.Access;

/// <summary>
/// The queue of a data folder for one command: the host that runs there, or, where none does, the embedded database opened in this process.
/// Either way the command speaks to the same API, so it cannot mean different things; and while it has the folder open it is a host to other commands.
/// </summary>
internal sealed class QueueConnection : IAsyncDisposable
{
    // Another command holds a folder for a moment only; and a host that starts has its socket within seconds.
    private static readonly TimeSpan OwnerPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);

    private readonly QueueHost? _host;

    private QueueConnection(ApiClient api, QueueHost? host)
    {
        Api = api;
        _host = host;
    }

    public ApiClient Api { get; }

    /// <summary>Whether somebody else runs the queue, and with it its tasks.</summary>
    public bool IsHosted => _host is null;

    /// <param name="dataDirectory">The folder.</param>
    /// <param name="queue">The queue meant; null: the default one.</param>
    /// <param name="isVerbose">Whether the log of a queue that is opened here is shown.</param>
    /// <param name="mayCreate">Whether the queue is made where there is none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CommandFailedException">There is no queue, or its folder is held by a process that has no API.</exception>
    public static async Task<QueueConnection> OpenAsync(string dataDirectory, string? queue, bool isVerbose, bool mayCreate = false, CancellationToken cancellationToken = default)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await ApiClient.TryConnectAsync(dataDirectory, queue, cancellationToken) is { } client)
            {
                return new QueueConnection(client, null);
            }

            if (!mayCreate && !File.Exists(QueueHost.DatabasePath(dataDirectory)))
            {
                throw new CommandFailedException(
                    ExitCode.Environment,
                    $"There is no queue in '{dataDirectory}': `actorqueue analyze PATH`, `submit` and `start` make one, --data DIR names another folder.");
            }

            try
            {
                return await EmbedAsync(dataDirectory, queue, isVerbose, cancellationToken);
            }
            catch (CommandFailedException exception) when (exception.InnerException is DataDirectoryInUseException && TimeProvider.System.GetElapsedTime(started) < OwnerPatience)
            {
                await Task.Delay(RetryDelay, TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>The host that runs in a folder.</summary>
    /// <exception cref="CommandFailedException">None runs there.</exception>
    public static async Task<QueueConnection> AttachAsync(string dataDirectory, string? queue, CancellationToken cancellationToken) =>
        await ApiClient.TryConnectAsync(dataDirectory, queue, cancellationToken) is { } client
            ? new QueueConnection(client, null)
            : throw new CommandFailedException(ExitCode.Environment, $"No host runs on '{dataDirectory}', so nothing happens there: `actorqueue start --data {dataDirectory}` runs one.");

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    private static async Task<QueueConnection> EmbedAsync(string dataDirectory, string? queue, bool isVerbose, CancellationToken cancellationToken)
    {
        var host = await QueueHost.StartAsync(new QueueHostOptions(dataDirectory) { Workers = 0, IsVerbose = isVerbose, HasApi = true }, cancellationToken);
        try
        {
            var client = await ApiClient.TryConnectAsync(dataDirectory, queue, cancellationToken)
                ?? throw new CommandFailedException(ExitCode.Environment, $"The socket in '{dataDirectory}' cannot be reached: the folder must be on a file system that has sockets.");
            return new QueueConnection(client, host);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }
}
