using Akka.Actor;
using Akka.Util;

namespace Akka.Routing;

/// <summary>Picks the routee for a message. Called by all senders at once, so it must be safe for threads.</summary>
public abstract class RoutingLogic : INoSerializationVerificationNeeded
{
    protected RoutingLogic()
    {
    }

    public abstract Routee Select(object message, Routee[] routees);
}

public sealed class RoundRobinRoutingLogic : RoutingLogic
{
    private int _next;

    public RoundRobinRoutingLogic()
        : this(-1)
    {
    }

    public RoundRobinRoutingLogic(int next) => _next = next;

    public override Routee Select(object message, Routee[] routees) => routees.Length == 0
        ? Routee.NoRoutee
        : routees[(int)((uint)Interlocked.Increment(ref _next) % (uint)routees.Length)];
}

public sealed class RandomLogic : RoutingLogic
{
    public override Routee Select(object message, Routee[] routees) =>
        routees.Length == 0 ? Routee.NoRoutee : routees[ThreadLocalRandom.Current.Next(routees.Length)];
}

public sealed class BroadcastRoutingLogic : RoutingLogic
{
    public override Routee Select(object message, Routee[] routees) =>
        routees.Length == 0 ? Routee.NoRoutee : new SeveralRoutees(routees);
}

/// <summary>
/// Picks the routee with the fewest waiting messages; among equals the next in turn. Suspended ones come last, those
/// whose mailbox is elsewhere only when there is no other. A message in work does not count as waiting.
/// </summary>
public sealed class SmallestMailboxRoutingLogic : RoutingLogic
{
    private int _next;

    public SmallestMailboxRoutingLogic()
        : this(-1)
    {
    }

    public SmallestMailboxRoutingLogic(int next) => _next = next;

    public override Routee Select(object message, Routee[] routees)
    {
        if (routees.Length == 0)
        {
            return Routee.NoRoutee;
        }

        var start = (uint)Interlocked.Increment(ref _next);
        var best = routees[start % (uint)routees.Length];
        var least = Load(best);
        for (var i = 1u; i < routees.Length && least > 0; i++)
        {
            var candidate = routees[(start + i) % (uint)routees.Length];
            var load = Load(candidate);
            if (load < least)
            {
                best = candidate;
                least = load;
            }
        }

        return best;
    }

    private static long Load(Routee routee) => routee is ActorRefRoutee { Actor: ActorRefWithCell { Underlying: ActorCell cell } }
        ? cell.NumberOfMessages + (cell.Mailbox.IsSuspended ? int.MaxValue : 0L)
        : long.MaxValue;
}
