using Akka.Actor;

namespace ActorQueue.Compat.PersistenceTests;

/// <summary>What a persistent actor may rely on, whatever the plug-in.</summary>
public abstract class PersistentActorContract(string hocon) : PersistenceSpec(hocon)
{
    private static readonly Script Default = new();

    [Fact]
    public void A_handler_runs_after_its_event_is_stored_and_replies_to_the_asker()
    {
        var actor = StartReady(Default);
        var asker = CreateTestProbe();
        actor.Tell(new Do(a => a.Persist("e1", e => a.Asker.Tell($"{e} at {a.LastSequenceNr}", a.Probe))), asker.Ref);
        asker.ExpectMsg("e1 at 1");
        RecoverAgain(actor, Default).ShouldBe([new Replayed("e1", 1), new Ready(1)]);
    }

    [Fact]
    public void Handlers_run_in_the_order_of_their_persists()
    {
        var actor = StartReady(Default);
        actor.Tell(new Do(a =>
        {
            a.Persist("e1", e => a.Probe.Tell(e));
            a.Persist("e2", e => a.Probe.Tell(e));
            a.Persist("e3", e => a.Probe.Tell(e));
        }));
        ExpectMsg("e1");
        ExpectMsg("e2");
        ExpectMsg("e3");
    }

    [Fact]
    public void Commands_wait_until_the_handlers_of_a_persist_have_run()
    {
        var actor = StartReady(Default);
        for (var i = 0; i < 20; i++)
        {
            var n = i;
            actor.Tell(new Do(a =>
            {
                a.Probe.Tell($"command {n}");
                a.Persist($"e{n}", e => a.Probe.Tell($"stored {n}"));
            }));
        }

        for (var i = 0; i < 20; i++)
        {
            ExpectMsg($"command {i}");
            ExpectMsg($"stored {i}");
        }
    }

    [Fact]
    public void A_persist_in_a_handler_runs_before_the_next_command()
    {
        var actor = StartReady(Default);
        actor.Tell(new Do(a => a.Persist("outer", o => a.Persist("inner", i => a.Probe.Tell($"{o}, {i}")))));
        actor.Tell(new Do(a => a.Probe.Tell("next")));
        ExpectMsg("outer, inner");
        ExpectMsg("next");
    }

    [Fact]
    public void Commands_run_on_while_a_persist_async_is_under_way_and_its_handlers_keep_their_order()
    {
        var actor = StartReady(Default);
        actor.Tell(new Do(a =>
        {
            a.PersistAsync("e1", e => a.Probe.Tell($"{e} at {a.LastSequenceNr}"));
            a.PersistAsync("e2", e => a.Probe.Tell($"{e} at {a.LastSequenceNr}"));
            // The handlers cannot have run yet, and this command is processed before they do.
            a.Own.Tell(new Do(b => b.PersistAsync("e3", e => b.Probe.Tell($"{e} at {b.LastSequenceNr}"))));
            a.Probe.Tell("command done");
        }));
        ExpectMsg("command done");
        ExpectMsg("e1 at 1");
        ExpectMsg("e2 at 2");
        ExpectMsg("e3 at 3");
        RecoverAgain(actor, Default).ShouldBe(
            [new Replayed("e1", 1), new Replayed("e2", 2), new Replayed("e3", 3), new Ready(3)]);
    }

    [Fact]
    public void Many_persist_asyncs_of_many_commands_are_stored_in_order()
    {
        const int Count = 2_500;
        var actor = StartReady(Default);
        for (var i = 1; i <= Count; i++)
        {
            var n = i;
            actor.Tell(new Do(a => a.PersistAsync($"e{n}", e => a.Probe.Tell(e))));
        }

        for (var i = 1; i <= Count; i++)
        {
            ExpectMsg($"e{i}");
        }

        var recovered = RecoverAgain(actor, Default);
        recovered.Count.ShouldBe(Count + 1);
        recovered.Take(Count).ShouldBe(Enumerable.Range(1, Count).Select(i => (object)new Replayed($"e{i}", i)));
    }

    [Fact]
    public void Persist_all_runs_the_handler_for_each_event_before_the_next_command()
    {
        var actor = StartReady(Default);
        actor.Tell(new Do(a => a.PersistAll(["e1", "e2", "e3"], e => a.Probe.Tell($"{e} at {a.LastSequenceNr}"))));
        actor.Tell(new Do(a => a.Probe.Tell("next")));
        ExpectMsg("e1 at 1");
        ExpectMsg("e2 at 2");
        ExpectMsg("e3 at 3");
        ExpectMsg("next");
        RecoverAgain(actor, Default).Count.ShouldBe(4);
    }

    [Fact]
    public void Persist_all_async_runs_the_handler_for_each_event()
    {
        var actor = StartReady(Default);
        actor.Tell(new Do(a => a.PersistAllAsync(["e1", "e2"], e => a.Probe.Tell($"{e} at {a.LastSequenceNr}"))));
        ExpectMsg("e1 at 1");
        ExpectMsg("e2 at 2");
    }

    [Fact]
    public void Persist_all_of_nothing_stores_nothing_and_holds_nothing_back()
    {
        var actor = StartReady(Default);
        actor.Tell(new Do(a => a.PersistAll(Array.Empty<string>(), e => a.Probe.Tell(e))));
        actor.Tell(new Do(a => a.Probe.Tell(a.LastSequenceNr)));
        ExpectMsg(0L);
    }

    [Fact]
    public void A_deferred_handler_runs_after_the_persists_before_it_and_is_not_stored()
    {
        var actor = StartReady(Default);
        var asker = CreateTestProbe();
        actor.Tell(
            new Do(a =>
            {
                a.PersistAsync("e1", e => a.Asker.Tell(e));
                a.DeferAsync("deferred", e => a.Asker.Tell(e));
                a.PersistAsync("e2", e => a.Asker.Tell(e));
            }),
            asker.Ref);
        asker.ExpectMsg("e1");
        asker.ExpectMsg("deferred");
        asker.ExpectMsg("e2");
        RecoverAgain(actor, Default).ShouldBe([new Replayed("e1", 1), new Replayed("e2", 2), new Ready(2)]);
    }

    [Fact]
    public void A_deferred_handler_runs_at_once_when_nothing_is_being_stored()
    {
        var actor = StartReady(Default);
        actor.Tell(new Do(a =>
        {
            a.DeferAsync("deferred", e => a.Probe.Tell(e));
            a.Probe.Tell("after");
        }));
        ExpectMsg("deferred");
        ExpectMsg("after");
    }

    [Fact]
    public void Only_deferred_handlers_left_in_a_batch_still_run()
    {
        var actor = StartReady(Default);
        actor.Tell(new Do(a =>
        {
            a.PersistAsync("e1", e => a.DeferAsync("deferred in handler", d => a.Probe.Tell(d)));
            a.PersistAsync("e2", e => a.DeferAsync("second", d => a.Probe.Tell(d)));
        }));
        ExpectMsg("deferred in handler");
        ExpectMsg("second");
        actor.Tell(new Do(a => a.Persist("e3", e => a.Probe.Tell(e))));
        ExpectMsg("e3");
    }

    [Fact]
    public void Commands_that_arrive_during_recovery_run_after_it_in_their_order()
    {
        var first = StartReady(Default);
        first.Tell(new Do(a => a.PersistAll(["e1", "e2"], e => a.Probe.Tell(e))));
        ExpectMsg("e1");
        ExpectMsg("e2");
        Stop(first);

        var actor = Start(Default);
        for (var i = 0; i < 5; i++)
        {
            var n = i;
            actor.Tell(new Do(a => a.Probe.Tell(n)));
        }

        ExpectMsg(new Replayed("e1", 1));
        ExpectMsg(new Replayed("e2", 2));
        ExpectMsg(new Ready(2));
        for (var i = 0; i < 5; i++)
        {
            ExpectMsg(i);
        }
    }

    [Fact]
    public void An_event_persisted_when_recovery_completes_is_stored_before_the_first_command()
    {
        var actor = Start(new Script { AtReady = a => a.Persist("at ready", e => a.Probe.Tell(e)) });
        actor.Tell(new Do(a => a.Probe.Tell("command")));
        ExpectMsg(new Ready(0));
        ExpectMsg("at ready");
        ExpectMsg("command");
    }

    [Fact]
    public void A_restarted_actor_recovers_and_goes_on_with_waiting_commands()
    {
        var actor = StartReady(Default);
        actor.Tell(new Do(a => a.Persist("e1", e => a.Probe.Tell(e))));
        actor.Tell(new Do(_ => throw new InvalidOperationException("broken command")));
        actor.Tell(new Do(a => a.Persist("e2", e => a.Probe.Tell(e))));
        ExpectMsg("e1");
        ExpectMsg(new Replayed("e1", 1));
        ExpectMsg(new Ready(1));
        ExpectMsg("e2");
        RecoverAgain(actor, Default).ShouldBe([new Replayed("e1", 1), new Replayed("e2", 2), new Ready(2)]);
    }

    [Fact]
    public void A_handler_that_throws_restarts_the_actor_and_its_event_stays_stored()
    {
        var actor = StartReady(Default);
        actor.Tell(new Do(a => a.Persist<string>("e1", _ => throw new InvalidOperationException("broken handler"))));
        actor.Tell(new Do(a => a.Probe.Tell("next")));
        ExpectMsg(new Replayed("e1", 1));
        ExpectMsg(new Ready(1));
        ExpectMsg("next");
    }

    [Fact]
    public void A_user_stash_gives_its_commands_back_in_order()
    {
        var actor = StartReady(Default);
        var open = false;
        for (var i = 0; i < 3; i++)
        {
            var n = i;
            actor.Tell(new Do(a =>
            {
                if (!open)
                {
                    a.Stash.Stash();
                    return;
                }

                a.Persist($"e{n}", e => a.Probe.Tell(e));
            }));
        }

        actor.Tell(new Do(a =>
        {
            open = true;
            a.Persist("opened", e =>
            {
                a.Probe.Tell(e);
                a.Stash.UnstashAll();
            });
        }));
        ExpectMsg("opened");
        ExpectMsg("e0");
        ExpectMsg("e1");
        ExpectMsg("e2");
    }

    [Fact]
    public void An_asynchronous_command_may_persist_after_an_await_and_the_next_command_waits()
    {
        var actor = StartReady(Default);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        actor.Tell(new DoAsync(async a =>
        {
            a.Probe.Tell("begun");
            await gate.Task;
            a.Persist("e1", e => a.Probe.Tell(e));
        }));
        actor.Tell(new Do(a => a.Probe.Tell("next")));
        ExpectMsg("begun");
        gate.SetResult();
        ExpectMsg("e1");
        ExpectMsg("next");
    }

    [Fact]
    public void An_asynchronous_command_that_ends_at_once_holds_nothing_back()
    {
        var actor = StartReady(Default);
        for (var i = 0; i < 10; i++)
        {
            var n = i;
            actor.Tell(new DoAsync(a =>
            {
                a.Persist($"e{n}", e => a.Probe.Tell(e));
                return Task.CompletedTask;
            }));
        }

        for (var i = 0; i < 10; i++)
        {
            ExpectMsg($"e{i}");
        }
    }

    [Fact]
    public void Persisting_during_replay_is_refused()
    {
        var first = StartReady(Default);
        first.Tell(new Do(a => a.Persist("e1", e => a.Probe.Tell(e))));
        ExpectMsg("e1");
        Stop(first);

        var actor = Start(new Script { AtReplay = (a, _) => a.Persist("too early", _ => { }) });
        Watch(actor);
        ExpectMsg<RecoveryFailed>().Cause.Message.ShouldContain("during replay");
        ExpectTerminated(actor);
    }

    [Fact]
    public void An_event_that_the_actor_cannot_apply_stops_it_with_the_reason()
    {
        var first = StartReady(Default);
        first.Tell(new Do(a => a.Persist("e1", e => a.Probe.Tell(e))));
        ExpectMsg("e1");
        Stop(first);

        var actor = Start(new Script { AtReplay = (_, e) => throw new InvalidOperationException($"cannot apply {e}") });
        Watch(actor);
        ExpectMsg<RecoveryFailed>().Cause.Message.ShouldBe("cannot apply e1");
        ExpectTerminated(actor);
    }

    [Fact]
    public void Two_actors_keep_their_events_apart()
    {
        var one = new Script { Id = "one" };
        var two = new Script { Id = "two" };
        var first = StartReady(one);
        var second = StartReady(two);
        first.Tell(new Do(a => a.Persist("of one", e => a.Probe.Tell(e))));
        ExpectMsg("of one");
        second.Tell(new Do(a => a.Persist("of two", e => a.Probe.Tell(e))));
        ExpectMsg("of two");
        RecoverAgain(first, one).ShouldBe([new Replayed("of one", 1), new Ready(1)]);
        RecoverAgain(second, two).ShouldBe([new Replayed("of two", 1), new Ready(1)]);
    }
}
