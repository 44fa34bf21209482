using Akka.Actor;

namespace ActorQueue.Compat.PersistenceTests;

public sealed class RecoveryPermitTests() : PersistenceSpec(InMemory + """

    akka.persistence.max-concurrent-recoveries = 1
    """)
{
    [Fact]
    public void An_actor_waits_until_another_has_recovered()
    {
        using var firstIsRecovering = new ManualResetEventSlim();
        using var mayFinish = new ManualResetEventSlim();
        Start(new Script
        {
            Id = "first",
            AtReady = a =>
            {
                firstIsRecovering.Set();
                mayFinish.Wait();
                a.Probe.Tell("first goes on");
            },
        });
        ExpectMsg<Ready>();
        firstIsRecovering.Wait();
        var second = Start(new Script { Id = "second" });
        second.Tell(new Do(a => a.Probe.Tell("second runs")));
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        mayFinish.Set();
        ExpectMsg("first goes on");
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
