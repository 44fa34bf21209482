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

/// <summary>Picks the analyzer that the message names.</summary>
/// <remarks>
/// Not looked up among the routees: a new analyzer runs, and says that it is free, before the router has it in its list, and an attempt that came in between
/// would be dropped without a word. An analyzer that has ended is the <see cref="WorkerPool"/>'s to notice; it watches each one.
/// </remarks>
internal sealed class ReservedAnalyzerLogic : RoutingLogic
{
    public override Routee Select(object message, Routee[] routees) =>
        message is IForAnalyzer reserved ? Routee.FromActorRef(reserved.Analyzer) : Routee.NoRoutee;
}
