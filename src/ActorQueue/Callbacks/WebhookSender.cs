using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Callbacks;

/// <summary>
/// Sends signed deliveries, to allowed places only: the address is checked as it is connected to, so a name that leads elsewhere a moment later is not followed; neither is
/// a redirect. What a receiver answers is read as far as an error message needs it.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    private const int MaxQuotedBytes = 512;

    private readonly WebhookSettings _settings;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    public WebhookSender(WebhookSettings settings, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            MaxResponseHeadersLength = 16,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = ConnectAsync,
        };
        _client = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Delivers a JSON body.</summary>
    /// <returns>The receiver's status.</returns>
    /// <exception cref="TaskFailedException">Refused for good, or failed in a way that may pass.</exception>
    public async Task<HttpStatusCode> SendAsync(Uri url, TaskId deliveryId, byte[] body, CancellationToken cancellationToken)
    {
        if ((_settings.Secrets.Count == 0 ? "there is no secret to sign it with (webhook.secrets)" : _settings.Refusal(url)) is { } refusal)
        {
            throw Refused($"The webhook is not sent: {refusal}.");
        }

        using var limit = new CancellationTokenSource(_settings.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.UserAgent.ParseAdd("ActorQueue-Webhook/1");
            request.Headers.Add("ActorQueue-Delivery", deliveryId.ToString());
            request.Headers.Add(WebhookSignature.HeaderName, WebhookSignature.Sign(body, _time.GetUtcNow(), _settings.Secrets));
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return response.IsSuccessStatusCode ? response.StatusCode : throw await FailureAsync(response, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TaskFailedException(ErrorCodes.Timeout, $"{url.Host} has not answered within {_settings.Timeout.TotalSeconds:F0} s (webhook.timeout).", FailureClass.Timeout);
        }
        catch (HttpRequestException e)
        {
            throw Cause<TaskFailedException>(e) ?? new TaskFailedException("webhook-failed", $"{url.Host} cannot be reached: {e.Message}", FailureClass.Retryable, e);
        }
    }

    public void Dispose() => _client.Dispose();

    private static TaskFailedException Refused(string message) => new(ErrorCodes.WebhookRefused, message, FailureClass.Permanent);

    private static T? Cause<T>(Exception exception)
        where T : Exception
    {
        for (var cause = exception.InnerException; cause is not null; cause = cause.InnerException)
        {
            if (cause is T found)
            {
                return found;
            }
        }

        return null;
    }

    private static async Task<TaskFailedException> FailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var message = $"{response.RequestMessage!.RequestUri!.Host} answered {status}: {await QuoteAsync(response, cancellationToken)}";

        // Too early, too slow, too often: it asks for another time itself. Whatever else it says of the request, the request stays as it is.
        return status is 408 or 425 or 429 or >= 500
            ? new TaskFailedException("webhook-failed", message)
            : Refused(message);
    }

    private static async Task<string> QuoteAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[MaxQuotedBytes];
            var read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return string.Concat(Encoding.UTF8.GetString(buffer, 0, read).Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return "(its words were cut off)";
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        var allowed = _settings.AllowPrivateNetworks ? addresses : [.. addresses.Where(PublicAddress.Is)];
        if (addresses.Length > 0 && allowed.Length == 0)
        {
            throw Refused($"The webhook is not sent: '{host}' is an address of this machine or of a private network (webhook.allow-private-networks).");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
