using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Tests.Actor;

namespace Akka.Tests.Dispatch;

public class DispatcherTests() : ActorSpec("""
    two-threads { type = ForkJoinDispatcher, throughput = 1, dedicated-thread-pool { thread-count = 2 } }
    pinned { type = PinnedDispatcher }
    tasks { type = TaskDispatcher, throughput = 5 }
    channel { type = Dispatcher, executor = channel-executor }
    alias = two-threads
    """)
{
    [Theory]
    [InlineData("two-threads")]
    [InlineData("pinned")]
    [InlineData("tasks")]
    [InlineData("channel")]
    [InlineData("alias")]
    [InlineData("akka.actor.default-dispatcher")]
    [InlineData("akka.actor.default-blocking-io-dispatcher")]
    public async Task A_dispatcher_of_each_kind_runs_actors(string id)
    {
        var probe = NewProbe();
        var actor = Sys.ActorOf(Scripted.Props((_, message) => probe.Ref.Tell(message)).WithDispatcher(id));

        for (var i = 0; i < 500; i++)
        {
            actor.Tell(i);
        }

        for (var i = 0; i < 500; i++)
        {
            await probe.Expect(i);
        }
    }

    [Fact]
    public async Task A_dispatcher_with_two_threads_uses_no_more()
    {
        var threads = new ConcurrentDictionary<string, bool>();
        var actors = Enumerable.Range(0, 20).Select(_ => Sys.ActorOf(Scripted.Props((context, _) =>
        {
            threads[Thread.CurrentThread.Name!] = true;
            context.Sender.Tell("done");
        }).WithDispatcher("two-threads"))).ToArray();

        await Task.WhenAll(actors.Select(actor => actor.Ask<string>("go", Patience)));

        threads.Count.ShouldBeLessThanOrEqualTo(2);
        threads.Keys.ShouldAllBe(name => name.StartsWith("two-threads"));
    }

    [Fact]
    public async Task A_pinned_actor_keeps_its_thread_and_shares_it_with_nobody()
    {
        var first = Pinned();
        var second = Pinned();

        var thread = await first.Ask<int>("thread", Patience);
        (await first.Ask<int>("thread", Patience)).ShouldBe(thread);
        (await second.Ask<int>("thread", Patience)).ShouldNotBe(thread);
    }

    [Fact]
    public void An_unknown_dispatcher_is_refused() => Should.Throw<ConfigurationException>(
        () => Sys.ActorOf(Scripted.Props((_, _) => { }).WithDispatcher("unknown"))).Message.ShouldContain("unknown");

    private IActorRef Pinned() => Sys.ActorOf(
        Scripted.Props((context, _) => context.Sender.Tell(Environment.CurrentManagedThreadId)).WithDispatcher("pinned"));
}
