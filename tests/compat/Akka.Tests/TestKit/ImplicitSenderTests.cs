using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.TestActors;

namespace Akka.Tests.TestKit;

public sealed class ImplicitSenderTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void A_test_sends_as_its_test_actor()
    {
        ActorOf(SimpleEchoActor.Props()).Tell("hello");

        ExpectMsg("hello");
    }

    [Fact]
    public async Task It_still_does_after_an_await()
    {
        var echo = ActorOf(SimpleEchoActor.Props());
        for (var i = 0; i < 10; i++)
        {
            await Task.Yield();
            echo.Tell(i);
            await ExpectMsgAsync(i);
        }
    }

    [Fact]
    public void Making_a_probe_does_not_change_the_sender()
    {
        CreateTestProbe();
        ActorOf(SimpleEchoActor.Props()).Tell("hello");

        ExpectMsg("hello");
    }
}

public sealed class NoImplicitSenderTests : Akka.TestKit.Xunit2.TestKit, INoImplicitSender
{
    [Fact]
    public async Task A_test_with_the_marker_sends_as_nobody()
    {
        TestActor.Tell("first");
        ExpectMsg("first");
        LastSender.ShouldNotBe(TestActor);

        await Task.Yield();
        TestActor.Tell("second");
        await ExpectMsgAsync("second");
        LastSender.ShouldNotBe(TestActor);
    }
}
