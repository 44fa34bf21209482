using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.Event;

/// <summary>The bus of an actor system. An actor that ended is unsubscribed.</summary>
public class EventStream : LoggingBus
{
    private readonly bool _debug;

    // Guards the hand-over from remembering subscribers to telling the unsubscriber about them.
    private readonly Lock _lock = new();
    private readonly HashSet<IActorRef> _early = [];
    private IActorRef? _unsubscriber;

    public EventStream(bool debug) => _debug = debug;

    public override bool Subscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        ArgumentNullException.ThrowIfNull(channel);
        Watch(subscriber);
        LogChange("subscribing {0} to channel {1}", subscriber, channel);
        return base.Subscribe(subscriber, channel);
    }

    public override bool Unsubscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        ArgumentNullException.ThrowIfNull(channel);
        var changed = base.Unsubscribe(subscriber, channel);
        Unwatch(subscriber);
        LogChange("unsubscribing {0} from channel {1}", subscriber, channel);
        return changed;
    }

    public override bool Unsubscribe(IActorRef subscriber)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        var changed = base.Unsubscribe(subscriber);
        Unwatch(subscriber);
        LogChange("unsubscribing {0} from all channels", subscriber);
        return changed;
    }

    public void StartUnsubscriber(ActorSystemImpl system)
    {
        ArgumentNullException.ThrowIfNull(system);
        lock (_lock)
        {
            if (_unsubscriber is not null)
            {
                return;
            }

            _unsubscriber = system.SystemActorOf(
                Props.Create(() => new EventStreamUnsubscriber(this)), "eventStreamUnsubscriber");
            foreach (var subscriber in _early)
            {
                _unsubscriber.Tell(new EventStreamUnsubscriber.Register(subscriber), ActorRefs.NoSender);
            }

            _early.Clear();
        }
    }

    private void Watch(IActorRef subscriber)
    {
        // References without an actor behind them, such as the logger to standard output, never end.
        if (subscriber is MinimalActorRef)
        {
            return;
        }

        lock (_lock)
        {
            if (_unsubscriber is null)
            {
                _early.Add(subscriber);
            }
            else
            {
                _unsubscriber.Tell(new EventStreamUnsubscriber.Register(subscriber), ActorRefs.NoSender);
            }
        }
    }

    private void Unwatch(IActorRef subscriber)
    {
        lock (_lock)
        {
            if (_unsubscriber is null)
            {
                _early.Remove(subscriber);
            }
            else
            {
                _unsubscriber.Tell(new EventStreamUnsubscriber.UnregisterIfNoMore(subscriber), ActorRefs.NoSender);
            }
        }
    }

    private void LogChange(string format, params object[] args)
    {
        if (_debug)
        {
            Publish(new Debug(nameof(EventStream), GetType(), new TemplateMessage(DefaultLogMessageFormatter.Instance, format, args)));
        }
    }
}

public static class EventStreamExtensions
{
    public static bool Subscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) =>
        eventStream.Subscribe(subscriber, typeof(TChannel));

    public static bool Unsubscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) =>
        eventStream.Unsubscribe(subscriber, typeof(TChannel));
}
