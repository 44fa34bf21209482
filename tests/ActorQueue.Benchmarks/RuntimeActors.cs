using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace ActorQueue.Benchmarks;

/// <summary>Ends when it was signalled as often as it was told to expect.</summary>
internal sealed class Latch(int count)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = count;

    public Task Task => _ended.Task;

    public void Signal()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _ended.SetResult();
        }
    }
}

/// <summary>A message with its rank in a priority mailbox; lower is handled first.</summary>
internal record Ranked(int Rank);

/// <summary>Behind everything else: who handles it has handled all that was sent before.</summary>
internal sealed record Finish(Latch Latch) : Ranked(int.MaxValue);

/// <summary>Occupies the actor until it is let go, so that a backlog can gather.</summary>
internal sealed record Hold(ManualResetEventSlim Entered, ManualResetEventSlim Released) : Ranked(0);

/// <summary>Takes messages.</summary>
internal sealed class Sink : UntypedActor
{
    private long _taken;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Finish finish:
                finish.Latch.Signal();
                break;
            case Hold hold:
                hold.Entered.Set();
                hold.Released.Wait();
                break;
            default:
                _taken++;
                break;
        }
    }
}

/// <summary>Sends each message back, as often as told.</summary>
internal sealed class Player(int returns, Latch latch) : UntypedActor
{
    private int _left = returns;

    protected override void OnReceive(object message)
    {
        if (_left-- > 0)
        {
            Sender.Tell(message, Self);
        }
        else
        {
            latch.Signal();
        }
    }
}

/// <summary>Answers.</summary>
internal sealed class Echo : UntypedActor
{
    protected override void OnReceive(object message) => Sender.Tell(message);
}

/// <summary>Makes and stops children.</summary>
internal sealed class Nursery : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Make make:
                for (var i = 0; i < make.Count; i++)
                {
                    Context.ActorOf(make.Child);
                }

                break;
            case StopAll:
                foreach (var child in Context.GetChildren())
                {
                    Context.Stop(child);
                }

                break;
            default:
                Unhandled(message);
                break;
        }
    }

    public sealed record Make(int Count, Props Child);

    public sealed record StopAll;
}

/// <summary>Does nothing, but says when it has started and stopped.</summary>
internal sealed class IdleUntyped(Latch started, Latch stopped) : UntypedActor
{
    protected override void PreStart() => started.Signal();

    protected override void PostStop() => stopped.Signal();

    protected override void OnReceive(object message) => Unhandled(message);
}

/// <summary>The same with handlers that are registered when it is made.</summary>
internal sealed class IdleReceive : ReceiveActor
{
    private readonly Latch _started;
    private readonly Latch _stopped;

    public IdleReceive(Latch started, Latch stopped)
    {
        (_started, _stopped) = (started, stopped);
        Receive<Ranked>(_ => { });
        Receive<string>(_ => { });
    }

    protected override void PreStart() => _started.Signal();

    protected override void PostStop() => _stopped.Signal();
}

/// <summary>Made by the actor system, from its configuration.</summary>
public sealed class PlainPriorityMailbox(Settings settings, Config config) : UnboundedPriorityMailbox(settings, config)
{
    /// <inheritdoc/>
    protected override int PriorityGenerator(object message) => message is Ranked ranked ? ranked.Rank : 0;
}

/// <summary>Made by the actor system, from its configuration.</summary>
public sealed class StablePriorityMailbox(Settings settings, Config config) : UnboundedStablePriorityMailbox(settings, config)
{
    /// <inheritdoc/>
    protected override int PriorityGenerator(object message) => message is Ranked ranked ? ranked.Rank : 0;
}
