using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace ActorQueue.Tests.Callbacks;

/// <summary>An HTTP receiver on the loopback address that answers as a test says. It reads requests as they come over the wire, so what it sees is what was sent.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Delivery> _deliveries = Channel.CreateUnbounded<Delivery>();
    private readonly Task _serving;

    public WebhookReceiver()
    {
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hook");
        _serving = ServeAsync();
    }

    public Uri Url { get; }

    /// <summary>The status line and headers of each answer in turn, the last one for ever; null = none is given.</summary>
    public Queue<string?> Answers { get; } = new(["200 OK"]);

    /// <summary>What each answer says after its headers.</summary>
    public string Body { get; set; } = "well";

    public Task<Delivery> NextAsync() => _deliveries.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var stream = client.GetStream();
                var delivery = await ReadAsync(stream);
                var answer = Answers.Count > 1 ? Answers.Dequeue() : Answers.Peek();
                if (answer is not null)
                {
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer}\r\nContent-Length: {Body.Length}\r\nConnection: close\r\n\r\n{Body}"), _stop.Token);
                    _deliveries.Writer.TryWrite(delivery);
                }
                else
                {
                    _deliveries.Writer.TryWrite(delivery);
                    await stream.CopyToAsync(Stream.Null, _stop.Token);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            _deliveries.Writer.TryComplete();
        }
    }

    private async Task<Delivery> ReadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, _stop.Token);
            head.Append((char)one[0]);
        }

        var headers = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[int.Parse(headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return new Delivery(headers, body);
    }

    public sealed record Delivery(IReadOnlyDictionary<string, string> Headers, byte[] Body);
}
