using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Contracts.Api;
using ActorQueue.Node.Hosting;

namespace ActorQueue.Cli.Access;

/// <summary>The HTTP API of the host that owns a data folder, through its socket, about one of its queues. What the host answers with a problem ends the command with its sentence and exit code.</summary>
internal sealed class ApiClient : IDisposable
{
    // What a socket's buffers may not hold: the host refuses more than it takes before it reads, and one who still writes would not see why.
    private const int LargeBody = 64 << 10;

    private readonly NodeSocket _socket;
    private readonly HttpClient _http;
    private readonly string? _queue;

    private ApiClient(NodeSocket socket, string? queue)
    {
        _socket = socket;
        _queue = queue;
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = (_, cancellationToken) => ConnectAsync(cancellationToken),
            UseProxy = false,
            UseCookies = false,

            // The host always says whether it wants a large body. Sent unasked after the usual second, one that it refuses would meet a closed connection instead of the reason.
            Expect100ContinueTimeout = TimeSpan.FromMinutes(1),
        };

        // No timeout of its own: the host answers each request within its own bounds, and events may be hours apart.
        _http = new HttpClient(handler) { BaseAddress = new Uri("http://localhost/api/v1/"), Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Connects; null when nobody listens there.</summary>
    /// <param name="dataDirectory">The host's folder.</param>
    /// <param name="queue">The queue that every request is about; null: the default one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ApiClient?> TryConnectAsync(string dataDirectory, string? queue, CancellationToken cancellationToken)
    {
        if (!NodeSocket.Exists(dataDirectory))
        {
            return null;
        }

        var client = new ApiClient(NodeSocket.In(dataDirectory), queue);
        try
        {
            await using var connection = await client.ConnectAsync(cancellationToken);
            return client;
        }
        catch (SocketException exception)
        {
            client.Dispose();
            return exception.SocketErrorCode == SocketError.AccessDenied
                ? throw new CommandFailedException(ExitCode.Refused, $"The host's socket '{NodeSocket.PathIn(dataDirectory)}' belongs to another user.", exception)
                : null;
        }
    }

    /// <summary>What a path answers, as it is.</summary>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) => GetAsync(path, ApiJson.Default.JsonElement, cancellationToken)!;

    /// <summary>What a path answers.</summary>
    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Of(path));
        return await SendAsync(request, type, cancellationToken);
    }

    /// <summary>What a path answers; null when there is nothing of the sort.</summary>
    public async Task<T?> FindAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Of(path));
        using var response = await ReachAsync(() => _http.SendAsync(request, cancellationToken));
        return response.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync(response, request, type, cancellationToken);
    }

    /// <summary>Asks for something that has no body.</summary>
    public async Task<T> PostAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Of(path));
        return await SendAsync(request, type, cancellationToken);
    }

    /// <summary>Asks for something that is described by a body.</summary>
    public Task<T> PostAsync<TBody, T>(string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, body, bodyType, type, cancellationToken);

    /// <summary>Takes something away.</summary>
    public async Task<T> DeleteAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, Of(path));
        return await SendAsync(request, type, cancellationToken);
    }

    /// <summary>Every change from now on; ends when the host stops. The first item comes at once, without a task.</summary>
    public async IAsyncEnumerable<TaskEvent?> WatchAsync(string query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Of($"events{query}"));
        using var response = await ReachAsync(() => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken));
        await EnsureSuccessAsync(response, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var items = SseParser.Create(stream).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await ReachAsync(() => items.MoveNextAsync().AsTask(), "The host has ended; what waits and what ran is kept for the next `actorqueue start`."))
        {
            yield return items.Current.EventType == "change" ? JsonSerializer.Deserialize(items.Current.Data, ApiJson.Default.TaskEvent) : null;
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _socket.Dispose();
    }

    private async Task<T> SendAsync<TBody, T>(
        HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(body, bodyType);
        using var request = new HttpRequestMessage(method, Of(path)) { Content = new ByteArrayContent(content) };
        request.Headers.ExpectContinue = content.Length > LargeBody;
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await SendAsync(request, type, cancellationToken);
    }

    private async Task<T> SendAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await ReachAsync(() => _http.SendAsync(request, cancellationToken));
        return await ReadAsync(response, request, type, cancellationToken);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        await EnsureSuccessAsync(response, cancellationToken);
        return JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellationToken), type)
            ?? throw new CommandFailedException(ExitCode.Environment, $"The host answered {response.RequestMessage?.RequestUri} with nothing.");
    }

    /// <summary>The host may end at any moment, and then its connections do.</summary>
    private static async Task<T> ReachAsync<T>(
        Func<Task<T>> send, string ended = "The host ended before it had answered; whether the request took effect is not known. The same command again asks its successor.")
    {
        try
        {
            return await send();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException)
        {
            throw new CommandFailedException(ExitCode.Environment, ended, exception);
        }
    }

    private static async Task EnsureSuccessAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var problem = response.Content.Headers.ContentType?.MediaType == ApiProblem.ContentType
            ? JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellationToken), ApiJson.Default.ApiProblem)
            : null;
        var sentence = problem?.Detail ?? $"The host answered {(int)response.StatusCode} ({response.ReasonPhrase}).";
        var cause = problem?.Code == ProblemCodes.Unavailable ? new QueueUnavailableException("its host says so") : null;
        throw new CommandFailedException(ExitCodeOf(response.StatusCode), Sentence.Of(sentence), cause);
    }

    private string Of(string path) => _queue is null ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}queue={Uri.EscapeDataString(_queue)}";

    private static int ExitCodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity => ExitCode.WrongUsage,
        >= HttpStatusCode.InternalServerError => ExitCode.Environment,
        _ => ExitCode.Refused,
    };

    private async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socket.Address), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
