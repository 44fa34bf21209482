using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;

namespace ActorQueue.Compat.PersistenceTests;

public abstract class PersistenceSpec(string hocon) : TestKit(ConfigurationFactory.ParseString(hocon + Quiet))
{
    /// <summary>What must arrive arrives long before; the time only bounds how long a failing test takes.</summary>
    private const string Quiet = """

        akka.test.single-expect-default = 20s
        akka.loglevel = WARNING
        akka.stdout-loglevel = OFF
        """;

    private int _names;

    protected const string InMemory = """
        akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        """;

    protected IActorRef Start(Script script) =>
        Sys.ActorOf(Props.Create(() => new ScriptedActor(script, TestActor)), $"scripted-{_names++}");

    protected IActorRef StartReady(Script script)
    {
        var actor = Start(script);
        FishForMessage(m => m is Ready);
        return actor;
    }

    protected void Stop(IActorRef actor)
    {
        Watch(actor);
        actor.Tell(PoisonPill.Instance);
        ExpectTerminated(actor);
        Unwatch(actor);
    }

    /// <summary>Stops the actor and recovers its state anew, up to the first command.</summary>
    protected List<object> RecoverAgain(IActorRef actor, Script script)
    {
        Stop(actor);
        return Recovered(script);
    }

    protected List<object> Recovered(Script script)
    {
        var actor = Start(script);
        var seen = new List<object>();
        object message;
        do
        {
            message = ExpectMsg<object>();
            seen.Add(message);
        }
        while (message is not Ready);
        Stop(actor);
        return seen;
    }
}
