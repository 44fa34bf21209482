using System.Threading.Channels;
using Akka.Actor;

namespace Akka.Tests;

/// <summary>An actor whose messages a test awaits one by one.</summary>
internal sealed class Collector
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Channel<object> _messages = Channel.CreateUnbounded<object>();

    public Collector(ActorSystem system) => Ref = system.ActorOf(Props.Create(() => new Inbox(_messages)));

    public IActorRef Ref { get; }

    /// <summary>The next message that is a <typeparamref name="T"/>; others before it are skipped.</summary>
    public async Task<T> NextAsync<T>()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            if (await _messages.Reader.ReadAsync(patience.Token) is T wanted)
            {
                return wanted;
            }
        }
    }

    public async Task<T[]> NextAsync<T>(int count)
    {
        var all = new T[count];
        for (var i = 0; i < count; i++)
        {
            all[i] = await NextAsync<T>();
        }

        return all;
    }

    /// <summary>What has come before the marker that this sends now.</summary>
    public async Task<List<object>> UntilNowAsync()
    {
        var marker = new object();
        Ref.Tell(marker, ActorRefs.NoSender);
        using var patience = new CancellationTokenSource(Patience);
        var all = new List<object>();
        while (true)
        {
            var next = await _messages.Reader.ReadAsync(patience.Token);
            if (ReferenceEquals(next, marker))
            {
                return all;
            }

            all.Add(next);
        }
    }

    /// <summary>From now on the end of the actor arrives as <see cref="Terminated"/>.</summary>
    public void Watch(IActorRef actor) => Ref.Tell(new WatchFor(actor), ActorRefs.NoSender);

    private sealed record WatchFor(IActorRef Actor);

    private sealed class Inbox : UntypedActor
    {
        private readonly Channel<object> _messages;

        public Inbox(Channel<object> messages) => _messages = messages;

        protected override void OnReceive(object message)
        {
            if (message is WatchFor watch)
            {
                Context.Watch(watch.Actor);
            }
            else
            {
                _messages.Writer.TryWrite(message);
            }
        }
    }
}
