using Akka.Actor;
using Akka.Configuration;
using Akka.Routing;

namespace ActorQueue.Benchmarks;

/// <summary>The actor runtime through its official API only, so the same program measures the official packages too.</summary>
internal static class RuntimeBenchmarks
{
    private const string PlainMailbox = "plain-priority-mailbox";
    private const string StableMailbox = "stable-priority-mailbox";
    private const int Routees = 8;
    private const int MostMessages = 2_000_000;
    private const int MostActors = 20_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // A few ranks, as a queue has; made once, so that only sending is measured.
    private static readonly Ranked[] Messages = [new(3), new(1), new(2), new(0)];

    public static async Task RunAsync(TextWriter output)
    {
        using var system = ActorSystem.Create("benchmarks", ConfigurationFactory.ParseString(
            $$"""
            akka.loglevel = WARNING
            {{PlainMailbox}}.mailbox-type = "{{typeof(PlainPriorityMailbox).AssemblyQualifiedName}}"
            {{StableMailbox}}.mailbox-type = "{{typeof(StablePriorityMailbox).AssemblyQualifiedName}}"
            """));
        (await MessagesAsync(system)).WriteTo(output);
        (await ActorsAsync(system)).WriteTo(output);
        await system.Terminate();
    }

    private static async Task<Table> MessagesAsync(ActorSystem system)
    {
        var sink = Props.Create(() => new Sink());
        (string Name, string Official, Func<int, Task<TimeSpan>> Run)[] cases =
        [
            ("tell, 1 producer", "19", count => TellAsync(system.ActorOf(sink), count)),
            ("tell, 4 producers", "14", count => TellFromManyAsync(system.ActorOf(sink), 4, count)),
            ("ping-pong, 1 pair", "8.2", count => PingPongAsync(system, 1, count)),
            ("ping-pong, 2 pairs", "25", count => PingPongAsync(system, 2, count)),
            ("ping-pong, 32 pairs", "6", count => PingPongAsync(system, 32, count)),
            ("round-robin pool of 8", "16–21", count => TellAsync(system.ActorOf(new RoundRobinPool(Routees).Props(sink)), count, Routees)),
            ("smallest-mailbox pool of 8", "4.3", count => TellAsync(system.ActorOf(new SmallestMailboxPool(Routees).Props(sink)), count, Routees)),
            ("ask, one at a time", "1.7", count => AskAsync(system, 1, count, null)),
            ("ask, one at a time, with timeout", "1.57", count => AskAsync(system, 1, count, Patience)),
            ("ask, 1,000 outstanding", "5.0", count => AskAsync(system, 1000, count, null)),
            ("priority mailbox, streaming", "1.24", count => TellAsync(system.ActorOf(sink.WithMailbox(PlainMailbox)), count)),
            ("stable priority, streaming", "1.7", count => TellAsync(system.ActorOf(sink.WithMailbox(StableMailbox)), count)),
            ("default mailbox, draining a backlog", "38", count => DrainAsync(system.ActorOf(sink), count)),
            ("priority mailbox, draining", "2.8", count => DrainAsync(system.ActorOf(sink.WithMailbox(PlainMailbox)), count)),
            ("stable priority, draining", "0.9", count => DrainAsync(system.ActorOf(sink.WithMailbox(StableMailbox)), count)),
        ];

        var table = new Table("actor runtime: messages", "case", "M msg/s", "low", "high", "official M msg/s");
        foreach (var (name, official, run) in cases)
        {
            var rate = await Measure.RateAsync(run, 10_000, MostMessages);
            table.Add(name, Millions(rate.Median), Millions(rate.Low), Millions(rate.High), official);
        }

        return table;
    }

    private static async Task<Table> ActorsAsync(ActorSystem system)
    {
        (string Name, string Official, string OfficialBytes, Func<Latch, Latch, Props> Child)[] kinds =
        [
            ("UntypedActor", "108", "1,728–1,936", (started, stopped) => Props.Create(() => new IdleUntyped(started, stopped))),
            ("ReceiveActor", "76", "1,728–1,936", (started, stopped) => Props.Create(() => new IdleReceive(started, stopped))),
        ];

        var table = new Table("actor runtime: actors", "kind", "create k/s", "official", "stop k/s", "official", "B per idle actor", "official");
        foreach (var (name, official, officialBytes, child) in kinds)
        {
            var create = await Measure.RateAsync(async count => (await LiveAndDieAsync(system, child, count)).Create, 1_000, MostActors);
            var stop = await Measure.RateAsync(async count => (await LiveAndDieAsync(system, child, count)).Stop, 1_000, MostActors);
            var bytes = (await LiveAndDieAsync(system, child, MostActors)).BytesEach;
            table.Add(name, Thousands(create), official, Thousands(stop), "115–132", $"{bytes:N0}", officialBytes);
        }

        return table;
    }

    private static async Task<TimeSpan> TellAsync(IActorRef target, int count, int receivers = 1)
    {
        var latch = new Latch(receivers);
        var start = Measure.Now;
        Send(target, count);

        // Behind all others in each mailbox, so every message has been handled when all have seen it.
        target.Tell(receivers == 1 ? new Finish(latch) : new Broadcast(new Finish(latch)));
        await latch.Task;
        var elapsed = Measure.Since(start);
        await target.GracefulStop(Patience);
        return elapsed;
    }

    private static async Task<TimeSpan> TellFromManyAsync(IActorRef target, int producers, int count)
    {
        var latch = new Latch(producers);
        var start = Measure.Now;
        var threads = Enumerable.Range(0, producers).Select(_ => new Thread(() =>
        {
            Send(target, count / producers);
            target.Tell(new Finish(latch));
        })).ToList();
        threads.ForEach(thread => thread.Start());
        await latch.Task;
        var elapsed = Measure.Since(start);
        await target.GracefulStop(Patience);
        return elapsed;
    }

    private static async Task<TimeSpan> PingPongAsync(ActorSystem system, int pairs, int count)
    {
        var latch = new Latch(pairs);
        var player = Props.Create(() => new Player(count / pairs / 2, latch));
        var players = Enumerable.Range(0, 2 * pairs).Select(_ => system.ActorOf(player)).ToArray();
        var start = Measure.Now;
        for (var i = 0; i < players.Length; i += 2)
        {
            players[i].Tell(Messages[0], players[i + 1]);
        }

        await latch.Task;
        var elapsed = Measure.Since(start);
        await Task.WhenAll(players.Select(each => each.GracefulStop(Patience)));
        return elapsed;
    }

    private static async Task<TimeSpan> AskAsync(ActorSystem system, int outstanding, int count, TimeSpan? timeout)
    {
        var echo = system.ActorOf(Props.Create(() => new Echo()));
        var start = Measure.Now;
        await Task.WhenAll(Enumerable.Range(0, outstanding).Select(_ => AskInTurnAsync(count / outstanding)));
        var elapsed = Measure.Since(start);
        await echo.GracefulStop(Patience);
        return elapsed;

        async Task AskInTurnAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                await echo.Ask<Ranked>(Messages[i % Messages.Length], timeout);
            }
        }
    }

    private static async Task<TimeSpan> DrainAsync(IActorRef target, int count)
    {
        using var entered = new ManualResetEventSlim();
        using var released = new ManualResetEventSlim();
        var latch = new Latch(1);
        target.Tell(new Hold(entered, released));
        entered.Wait();
        Send(target, count);
        target.Tell(new Finish(latch));
        var start = Measure.Now;
        released.Set();
        await latch.Task;
        var elapsed = Measure.Since(start);
        await target.GracefulStop(Patience);
        return elapsed;
    }

    private static async Task<(TimeSpan Create, TimeSpan Stop, double BytesEach)> LiveAndDieAsync(
        ActorSystem system, Func<Latch, Latch, Props> child, int count)
    {
        var (started, stopped) = (new Latch(count), new Latch(count));
        var nursery = system.ActorOf(Props.Create(() => new Nursery()));
        var bytesBefore = GC.GetTotalMemory(forceFullCollection: true);
        var start = Measure.Now;
        nursery.Tell(new Nursery.Make(count, child(started, stopped)));
        await started.Task;
        var create = Measure.Since(start);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - bytesBefore;
        start = Measure.Now;
        nursery.Tell(new Nursery.StopAll());
        await stopped.Task;
        var stop = Measure.Since(start);
        await nursery.GracefulStop(Patience);
        return (create, stop, (double)bytes / count);
    }

    private static void Send(IActorRef target, int count)
    {
        for (var i = 0; i < count; i++)
        {
            target.Tell(Messages[i % Messages.Length], ActorRefs.NoSender);
        }
    }

    private static string Millions(double rate) => $"{rate / 1e6:F2}";

    private static string Thousands(Rate rate) => $"{rate.Median / 1e3:F0}";
}
