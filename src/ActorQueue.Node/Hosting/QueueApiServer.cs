using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;
using ActorQueue.Hosting;
using ActorQueue.Node.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorQueue.Node.Hosting;

/// <summary>
/// Kestrel around the running queues. Starts after them and stops before them, so it holds the data folder's lock for as long as it has a socket there:
/// a socket file that it finds is a dead host's. It answers until nothing runs any more.
/// </summary>
internal sealed class QueueApiServer(TaskQueues queues, QueueApi api, ILoggerFactory loggerFactory) : IHostedService, IAsyncDisposable
{
    private WebApplication? _application;
    private NodeSocket? _socket;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var settings = queues.Default.Settings;
        _socket = NodeSocket.In(settings.DataDirectory);
        File.Delete(_socket.Path);
        _application = Build(settings.Api, _socket);
        try
        {
            await _application.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException or InvalidOperationException)
        {
            throw new QueueException(
                $"The API cannot listen on '{_socket.Path}'{(settings.Api.Url is { } url ? $" and {url.Authority}" : "")}: {exception.GetBaseException().Message.TrimEnd('.')}.", exception);
        }

        api.SocketPath = _socket.Path;
        api.Urls = [.. _application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses
            .Where(address => !address.StartsWith("http://unix:", StringComparison.Ordinal))];
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_application is null)
        {
            return;
        }

        try
        {
            // While attempts finish, clients still see what becomes of them. What is submitted meanwhile waits, on disk, for the next start.
            await Task.WhenAll(queues.Names.Select(name => queues[name].StopProcessingAsync(cancellationToken)));
        }
        catch (QueueUnavailableException)
        {
            // The queue has ended before its API; nothing is left to be waited for.
        }

        await _application.StopAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }

        _socket?.Dispose();
    }

    private WebApplication Build(ApiSettings settings, NodeSocket socket)
    {
        // Empty: no files of the current folder, no environment variables, no console lifetime: the outer host has all that.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, OuterLifetime>();
        builder.Services.AddSingleton(loggerFactory);
        builder.Services.AddSingleton(queues);
        builder.Services.AddScoped<RequestedQueue>();
        builder.Services.AddScoped(provider => provider.GetRequiredService<RequestedQueue>().Queue);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddRoutingCore();
        builder.Services.ConfigureHttpJsonOptions(json => SpeakAs(ApiJson.Default, json.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = CreateSocket);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, settings, socket));
        var application = builder.Build();
        application.Use(RequestOrigin.Check);
        application.Use(ProblemAnswers.Catch);
        application.Use(RequestedQueue.Choose);
        application.UseRouting();
        ApiRoutes.Map(application);
        return application;
    }

    /// <summary>Resolved through other options, a context gives its types but not its settings.</summary>
    private static void SpeakAs(JsonSerializerContext context, JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, context);
        options.RespectNullableAnnotations = context.Options.RespectNullableAnnotations;
        options.RespectRequiredConstructorParameters = context.Options.RespectRequiredConstructorParameters;
        foreach (var converter in context.Options.Converters)
        {
            options.Converters.Add(converter);
        }
    }

    private static void Configure(KestrelServerOptions kestrel, ApiSettings settings, NodeSocket socket)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = settings.MaxBodyBytes;
        kestrel.Limits.MaxConcurrentConnections = settings.MaxConnections;
        kestrel.ListenUnixSocket(socket.Address);
        if (settings.Url is not { } url)
        {
            return;
        }

        if (IPAddress.TryParse(url.DnsSafeHost, out var address))
        {
            kestrel.Listen(address, url.Port);
        }
        else if (url.IsLoopback && url.Port != 0)
        {
            kestrel.ListenLocalhost(url.Port);
        }
        else if (url.IsLoopback)
        {
            kestrel.Listen(IPAddress.Loopback, 0);
        }
        else
        {
            kestrel.ListenAnyIP(url.Port);
        }
    }

    /// <summary>Nobody can connect before the socket listens, which is after its file is closed to others.</summary>
    private static Socket CreateSocket(EndPoint endpoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        if (endpoint is UnixDomainSocketEndPoint unix && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(unix.ToString(), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return socket;
    }

    private sealed class OuterLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
