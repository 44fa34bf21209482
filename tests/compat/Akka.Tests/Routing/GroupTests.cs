using Akka.Actor;
using Akka.Routing;

namespace Akka.Tests.Routing;

public sealed class GroupTests : SystemTest
{
    [Fact]
    public async Task A_group_sends_in_turn_to_the_actors_at_its_paths()
    {
        var workers = Enumerable.Range(0, 2).Select(i => System.ActorOf(Props.Create(() => new NamingWorker()), $"worker{i}")).ToArray();
        var router = System.ActorOf(new RoundRobinGroup(workers.Select(one => one.Path.ToStringWithoutAddress())).Props());
        var collector = NewCollector();
        for (var i = 0; i < 4; i++)
        {
            router.Tell("who", collector.Ref);
        }

        (await collector.NextAsync<IActorRef>(4)).GroupBy(one => one).Select(one => one.Count()).ShouldBe([2, 2]);
    }

    [Fact]
    public async Task A_broadcast_group_sends_to_all()
    {
        var workers = Enumerable.Range(0, 3).Select(i => System.ActorOf(Props.Create(() => new NamingWorker()), $"worker{i}")).ToArray();
        var router = System.ActorOf(new BroadcastGroup(workers.Select(one => one.Path.ToString()!)).Props());
        var collector = NewCollector();
        router.Tell("who", collector.Ref);
        (await collector.NextAsync<IActorRef>(3)).ShouldBe(workers, ignoreOrder: true);
    }

    [Fact]
    public async Task Routees_can_be_added_and_removed_and_a_foreign_one_lives_on()
    {
        var worker = System.ActorOf(Props.Create(() => new NamingWorker()), "worker");
        var router = System.ActorOf(Props.Create(() => new NamingWorker()).WithRouter(new RoundRobinPool(1)));
        router.Tell(new AddRoutee(Routee.FromActorRef(worker)));
        var members = (await AskAsync<Routees>(router, GetRoutees.Instance)).Members.ToArray();
        members.ShouldContain(new ActorRefRoutee(worker));
        members.Length.ShouldBe(2);
        router.Tell(new RemoveRoutee(new ActorRefRoutee(worker)));
        (await AskAsync<Routees>(router, GetRoutees.Instance)).Members.ShouldHaveSingleItem();
        (await AskAsync<IActorRef>(worker, "who")).ShouldBe(worker);
    }

    [Fact]
    public async Task A_router_without_an_actor_can_be_used_inside_one()
    {
        var workers = Enumerable.Range(0, 2).Select(i => System.ActorOf(Props.Create(() => new NamingWorker()), $"worker{i}")).ToArray();
        var router = new Router(new RoundRobinRoutingLogic(), workers[0]).AddRoutee(workers[1]);
        var collector = NewCollector();
        router.Route("who", collector.Ref);
        router.Route("who", collector.Ref);
        (await collector.NextAsync<IActorRef>(2)).ShouldBe(workers, ignoreOrder: true);
        router.RemoveRoutee(workers[0]).Routees.ShouldHaveSingleItem();
    }
}
