using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.TestActors;

namespace Akka.Tests.TestKit;

public sealed class TestProbeTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void A_probe_has_a_queue_of_its_own()
    {
        var probe = CreateTestProbe("own");
        probe.Ref.Path.Name.ShouldBe("own");

        probe.Ref.Tell("for the probe");

        probe.ExpectMsg("for the probe");
        HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void A_probe_is_itself_a_reference()
    {
        var probe = CreateTestProbe();
        IActorRef reference = probe;

        reference.Tell("hello");

        probe.ExpectMsg("hello");
        reference.Path.ShouldBe(probe.Ref.Path);
        probe.Equals(probe.Ref).ShouldBeTrue();
    }

    [Fact]
    public void A_probe_sends_as_itself_and_replies_to_the_last_sender()
    {
        var (client, server) = (CreateTestProbe(), CreateTestProbe());

        client.Send(server, "question");
        server.ExpectMsg("question");
        server.Sender.ShouldBe(client.Ref);
        server.Reply("answer");

        client.ExpectMsgFrom(server.Ref, "answer");
    }

    [Fact]
    public void A_probe_forwards_with_the_first_sender()
    {
        var (client, proxy, server) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        client.Send(proxy, "question");
        proxy.ExpectMsg("question");

        proxy.Forward(server);

        server.ExpectMsgFrom(client.Ref, "question");
    }

    [Fact]
    public void An_auto_pilot_answers_while_the_queue_still_fills()
    {
        var probe = CreateTestProbe();
        probe.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            sender.Tell($"re: {message}");
            return message.Equals("last") ? AutoPilot.NoAutoPilot : AutoPilot.KeepRunning;
        }));

        foreach (var message in new[] { "first", "last", "silent" })
        {
            probe.Ref.Tell(message, TestActor);
        }

        ReceiveN(2).ShouldBe(["re: first", "re: last"]);
        probe.ReceiveN(3).ShouldBe(["first", "last", "silent"]);
        HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void A_child_of_a_probe_has_it_as_parent()
    {
        var probe = CreateTestProbe();

        var child = probe.ChildActorOf<BlackHoleActor>("child");

        child.Path.Parent.ShouldBe(probe.Ref.Path);
        probe.Watch(child);
        Sys.Stop(child);
        probe.ExpectTerminated(child);
    }

    [Fact]
    public void The_ready_made_actors_do_as_they_are_called()
    {
        var probe = CreateTestProbe();
        probe.Send(ActorOf(EchoActor.Props(this)), "echo");
        probe.ExpectMsg("echo");
        ExpectMsg("echo");

        probe.Send(ActorOf(ForwardActor.Props(TestActor)), "forward");
        ExpectMsgFrom(probe.Ref, "forward");

        probe.Send(ActorOf(SimpleEchoActor.Props()), "simple");
        probe.ExpectMsg("simple");
    }
}
