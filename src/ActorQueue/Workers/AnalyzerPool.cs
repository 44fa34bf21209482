using Akka.Actor;
using Akka.Routing;
using Akka.Util;

namespace ActorQueue.Workers;

/// <summary>
/// The router of the analyzers. It sends an attempt to the analyzer that the <see cref="WorkerPool"/> reserved for it: the stock logics cannot know that an
/// analyzer with an empty mailbox is busy with an awaited processor.
/// </summary>
internal sealed class AnalyzerPool : Pool
{
    public AnalyzerPool(int analyzers, AnalyzerSupervision supervision)
        : base(analyzers, resizer: null!, supervision, routerDispatcher: null!, usePoolDispatcher: false)
    {
    }

    public override Router CreateRouter(ActorSystem system) => new(new ReservedAnalyzerLogic());

    public override int GetNrOfInstances(ActorSystem system) => NrOfInstances;

    public override ISurrogate ToSurrogate(ActorSystem system) =>
        throw new NotSupportedException("The analyzer pool lives on its own node and is never sent to another.");
}

/// <summary>An attempt for one particular analyzer.</summary>
internal interface IForAnalyzer
{
    IActorRef Analyzer { get; }
}

/// <summary>Picks the analyzer that the message names; nobody when that one has left the pool.</summary>
internal sealed class ReservedAnalyzerLogic : RoutingLogic
{
    public override Routee Select(object message, Routee[] routees)
    {
        if (message is IForAnalyzer reserved)
        {
            foreach (var routee in routees)
            {
                if (routee is ActorRefRoutee { Actor: var actor } && actor.Equals(reserved.Analyzer))
                {
                    return routee;
                }
            }
        }

        return Routee.NoRoutee;
    }
}
