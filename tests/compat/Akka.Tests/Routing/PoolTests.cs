using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Routing;

namespace Akka.Tests.Routing;

public sealed class PoolTests : SystemTest
{
    private static readonly Props Worker = Props.Create(() => new NamingWorker());

    public PoolTests()
        : base("""
            akka.actor.deployment {
              /configured { router = round-robin-pool, nr-of-instances = 3 }
              "/parent/*" { router = broadcast-pool, nr-of-instances = 2 }
            }
            """)
    {
    }

    [Fact]
    public async Task Round_robin_gives_each_routee_the_same_number_of_messages()
    {
        var router = System.ActorOf(Worker.WithRouter(new RoundRobinPool(3)), "router");
        var collector = NewCollector();
        for (var i = 0; i < 9; i++)
        {
            router.Tell("who", collector.Ref);
        }

        var answers = await collector.NextAsync<IActorRef>(9);
        answers.GroupBy(one => one).Select(one => one.Count()).ShouldBe([3, 3, 3]);
        answers.ShouldAllBe(one => one.Path.Parent == router.Path);
    }

    [Fact]
    public async Task Every_routee_gets_a_broadcast_and_sees_its_content_and_the_original_sender()
    {
        var router = System.ActorOf(Worker.WithRouter(new RoundRobinPool(4)));
        var collector = NewCollector();
        router.Tell(new Broadcast("who"), collector.Ref);
        (await collector.NextAsync<IActorRef>(4)).Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public async Task The_router_tells_who_its_routees_are()
    {
        var router = System.ActorOf(Worker.WithRouter(new RoundRobinPool(2)));
        (await RouteesAsync(router)).ShouldAllBe(one => one is ActorRefRoutee);
        (await RouteesAsync(router)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Adjusting_the_pool_is_a_delta_that_takes_routees_from_the_tail()
    {
        var router = System.ActorOf(Worker.WithRouter(new RoundRobinPool(2)));
        var before = await RouteesAsync(router);
        router.Tell(new AdjustPoolSize(3));
        var grown = await RouteesAsync(router);
        grown.Length.ShouldBe(5);
        grown.Take(2).ShouldBe(before);
        var collector = NewCollector();
        collector.Watch(((ActorRefRoutee)grown[4]).Actor);
        router.Tell(new AdjustPoolSize(-1));
        (await RouteesAsync(router)).ShouldBe(grown.Take(4));
        (await collector.NextAsync<Terminated>()).ActorRef.ShouldBe(((ActorRefRoutee)grown[4]).Actor);
    }

    [Fact]
    public async Task A_delta_beyond_the_size_leaves_a_living_router_without_routees()
    {
        var router = System.ActorOf(Worker.WithRouter(new RoundRobinPool(2)));
        var collector = NewCollector();
        System.EventStream.Subscribe(collector.Ref, typeof(DeadLetter));
        router.Tell(new AdjustPoolSize(-5));
        (await RouteesAsync(router)).ShouldBeEmpty();
        router.Tell("nobody there", collector.Ref);
        (await collector.NextAsync<DeadLetter>()).Message.ShouldBe("nobody there");
        router.Tell(new AdjustPoolSize(1));
        (await RouteesAsync(router)).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_retired_routee_finishes_what_it_had_got_before_the_pill()
    {
        var router = System.ActorOf(Worker.WithRouter(new RoundRobinPool(1)));
        var gate = new TaskCompletionSource();
        var collector = NewCollector();
        router.Tell(gate);
        router.Tell("waiting", collector.Ref);
        router.Tell(new AdjustPoolSize(-1));
        (await RouteesAsync(router)).ShouldBeEmpty();
        gate.SetResult();
        (await collector.NextAsync<string>()).ShouldBe("waiting");
    }

    [Fact]
    public async Task A_router_ends_when_its_last_routee_has_ended()
    {
        var router = System.ActorOf(Worker.WithRouter(new RoundRobinPool(2)));
        var collector = NewCollector();
        collector.Watch(router);
        router.Tell(new Broadcast("stop"));
        (await collector.NextAsync<Terminated>()).ActorRef.ShouldBe(router);
    }

    [Fact]
    public async Task A_poison_pill_ends_the_router_and_a_broadcast_one_the_routees()
    {
        var router = System.ActorOf(Worker.WithRouter(new RoundRobinPool(2)));
        var routee = ((ActorRefRoutee)(await RouteesAsync(router))[0]).Actor;
        var collector = NewCollector();
        collector.Watch(router);
        collector.Watch(routee);
        router.Tell(PoisonPill.Instance);
        (await collector.NextAsync<Terminated>(2)).Select(one => one.ActorRef).ShouldBe([routee, router], ignoreOrder: true);
    }

    [Fact]
    public async Task A_routees_failure_is_escalated_to_the_routers_parent_by_default()
    {
        var collector = NewCollector();
        var child = Worker.WithRouter(new RoundRobinPool(2));
        var parent = System.ActorOf(Props.Create(() => new EscalationParent(child, collector.Ref)));
        var router = await AskAsync<IActorRef>(parent, "router");
        var before = await RouteesAsync(router);
        router.Tell("fail");
        (await collector.NextAsync<Exception>()).Message.ShouldBe("as asked");
        (await RouteesAsync(router)).ShouldBe(before);
        (await AskAsync<IActorRef>(router, "who")).Path.Parent.ShouldBe(router.Path);
    }

    [Fact]
    public async Task With_a_strategy_of_its_own_the_pool_restarts_only_the_routee_that_failed()
    {
        var strategy = new OneForOneStrategy(_ => Directive.Restart);
        var router = System.ActorOf(Worker.WithRouter(new RoundRobinPool(2).WithSupervisorStrategy(strategy)));
        var routees = (await RouteesAsync(router)).Cast<ActorRefRoutee>().Select(one => one.Actor).ToArray();
        var before = await Task.WhenAll(routees.Select(one => AskAsync<Guid>(one, "incarnation")));
        routees[0].Tell("fail");
        var after = await Task.WhenAll(routees.Select(one => AskAsync<Guid>(one, "incarnation")));
        after[0].ShouldNotBe(before[0]);
        after[1].ShouldBe(before[1]);
    }

    [Fact]
    public async Task A_pool_with_a_logic_of_its_own_sends_where_that_says()
    {
        var router = System.ActorOf(Worker.WithRouter(new ReservedPool(3)));
        var routees = (await RouteesAsync(router)).Cast<ActorRefRoutee>().Select(one => one.Actor).ToArray();
        foreach (var index in (int[])[2, 0, 2, 1])
        {
            (await AskAsync<IActorRef>(router, new ForRoutee(index, "who"))).ShouldBe(routees[index]);
        }
    }

    [Fact]
    public async Task The_smallest_mailbox_is_one_without_waiting_messages()
    {
        var router = System.ActorOf(Worker.WithRouter(new SmallestMailboxPool(2)));
        var routees = (await RouteesAsync(router)).Cast<ActorRefRoutee>().Select(one => one.Actor).ToArray();
        var gate = new TaskCompletionSource();
        routees[0].Tell(gate);
        routees[0].Tell("one");
        routees[0].Tell("two");
        for (var i = 0; i < 4; i++)
        {
            (await AskAsync<IActorRef>(router, "who")).ShouldBe(routees[1]);
        }

        gate.SetResult();
    }

    [Fact]
    public async Task A_resizer_adds_routees_under_pressure_up_to_its_bound()
    {
        var resizer = new DefaultResizer(1, 2, messagesPerResize: 1);
        var router = System.ActorOf(Worker.WithRouter(new RoundRobinPool(1, resizer)));
        var gate = new TaskCompletionSource();
        router.Tell(new Broadcast(gate));
        for (var i = 0; i < 20; i++)
        {
            router.Tell("press");
        }

        var collector = NewCollector();
        var count = 1;
        while (count < 2)
        {
            router.Tell("press");
            count = (await RouteesAsync(router)).Length;
        }

        gate.SetResult();
        (await RouteesAsync(router)).Length.ShouldBe(2);
    }

    [Theory]
    [InlineData(4, 4, 1)]
    [InlineData(2, 4, 0)]
    [InlineData(0, 20, -2)]
    public void The_default_resizer_grows_when_all_are_busy_and_shrinks_when_few_are(int pressure, int size, int change) =>
        new DefaultResizer(1, 100).Filter(pressure, size).ShouldBe(change);

    [Fact]
    public async Task The_configuration_describes_a_router_by_its_path()
    {
        var router = System.ActorOf(Worker.WithRouter(FromConfig.Instance), "configured");
        (await RouteesAsync(router)).Length.ShouldBe(3);
    }

    [Fact]
    public void A_router_that_the_configuration_should_describe_and_does_not_is_an_error_with_its_path() =>
        Should.Throw<ConfigurationException>(() => System.ActorOf(Worker.WithRouter(FromConfig.Instance), "unknown"))
            .Message.ShouldContain("/user/unknown");

    [Fact]
    public async Task A_broadcast_pool_gives_each_message_to_all()
    {
        var router = System.ActorOf(Worker.WithRouter(new BroadcastPool(3)));
        var collector = NewCollector();
        router.Tell("who", collector.Ref);
        (await collector.NextAsync<IActorRef>(3)).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task A_random_pool_reaches_only_its_routees()
    {
        var router = System.ActorOf(Worker.WithRouter(new RandomPool(3)));
        (await AskAsync<IActorRef>(router, "who")).Path.Parent.ShouldBe(router.Path);
    }

    private static async Task<Routee[]> RouteesAsync(IActorRef router) =>
        (await AskAsync<Routees>(router, GetRoutees.Instance)).Members.ToArray();
}
