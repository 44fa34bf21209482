using Akka.Actor;

namespace Akka.Tests.Actor;

public class SelectionTests : ActorSpec
{
    private readonly Probe _probe;
    private readonly IActorRef _parent;

    public SelectionTests()
    {
        _probe = NewProbe("probe");
        _parent = Sys.ActorOf(Scripted.Props((context, message) =>
        {
            switch (message)
            {
                case Props child:
                    context.Sender.Tell(context.ActorOf(child, "one"));
                    context.ActorOf(child, "two");
                    break;
                case string path:
                    context.ActorSelection(path).Tell("selected", context.Self);
                    break;
                default:
                    break;
            }
        }), "parent");
    }

    [Theory]
    [InlineData("/user/probe")]
    [InlineData("akka://test/user/probe")]
    [InlineData("../probe")]
    [InlineData("../prob?")]
    [InlineData("../pr*")]
    [InlineData("../parent/../probe")]
    public async Task A_path_reaches_its_actor(string path)
    {
        _parent.Tell(path);

        await _probe.Expect("selected");
        _probe.LastSender.ShouldBe(_parent);
    }

    [Fact]
    public async Task A_pattern_reaches_all_that_match()
    {
        await Children();

        Sys.ActorSelection("/user/parent/*").Tell("all", ActorRefs.NoSender);

        await _probe.Expect("all", "all");
    }

    [Fact]
    public async Task Resolving_gives_the_actor_itself()
    {
        var child = await Children();

        (await Sys.ActorSelection("/user/parent/one").ResolveOne(Patience)).ShouldBe(child);
        (await Sys.ActorSelection(child.Path).ResolveOne(Patience)).ShouldBe(child);
    }

    [Fact]
    public async Task Resolving_nobody_fails_at_once() => await Should.ThrowAsync<ActorNotFoundException>(
        () => Sys.ActorSelection("/user/nobody").ResolveOne(Patience));

    [Fact]
    public async Task Identify_answers_with_its_correlation()
    {
        var identity = await _parent.Ask<ActorIdentity>(new Identify("id"), Patience);

        identity.MessageId.ShouldBe("id");
        identity.Subject.ShouldBe(_parent);
    }

    [Fact]
    public void A_resolved_path_with_the_uid_of_another_incarnation_is_nobody()
    {
        var provider = ((ExtendedActorSystem)Sys).Provider;

        provider.ResolveActorRef(_parent.Path.ToSerializationFormat()).ShouldBe(_parent);
        provider.ResolveActorRef(_parent.Path.WithUid(_parent.Path.Uid + 1)).ShouldNotBe(_parent);
    }

    private async Task<IActorRef> Children() =>
        await _parent.Ask<IActorRef>(Scripted.Props((_, message) => _probe.Ref.Tell(message)), Patience);
}
