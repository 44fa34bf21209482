using Akka.Actor;

namespace ActorQueue.Compat.PersistenceTests;

public sealed class RecoveryPermitTests() : PersistenceSpec(FaultyJournal.Hocon + """

    akka.persistence.max-concurrent-recoveries = 1
    """)
{
    [Fact]
    public void An_actor_waits_until_the_one_that_recovers_has_ended()
    {
        // With the plug-ins running, a recovery that nothing holds back takes far less than the wait below.
        Stop(StartReady(new Script { Id = "warm-up" }));
        var recovering = Start(new Script { Id = "never-replays" });
        var second = Start(new Script { Id = "second" });
        second.Tell(new Do(a => a.Probe.Tell("second runs")));
        ExpectNoMsg(TimeSpan.FromSeconds(1));
        Sys.Stop(recovering);
        ExpectMsg<Ready>();
        ExpectMsg("second runs");
    }

    [Fact]
    public void An_actor_that_fails_to_recover_gives_its_permit_back()
    {
        var stored = StartReady(new Script { Id = "broken" });
        stored.Tell(new Do(a => a.Persist("e1", e => a.Probe.Tell(e))));
        ExpectMsg("e1");
        Stop(stored);

        Start(new Script { Id = "broken", AtReplay = (_, _) => throw new InvalidOperationException("cannot apply") });
        ExpectMsg<RecoveryFailed>();
        StartReady(new Script { Id = "next" });
    }

    [Fact]
    public void Many_actors_all_recover_in_their_turn()
    {
        for (var i = 0; i < 50; i++)
        {
            Start(new Script { Id = $"p-{i}" });
        }

        for (var i = 0; i < 50; i++)
        {
            ExpectMsg<Ready>();
        }
    }
}
