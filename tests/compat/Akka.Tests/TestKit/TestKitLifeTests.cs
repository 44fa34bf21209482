using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using Xunit.Abstractions;

namespace Akka.Tests.TestKit;

/// <summary>What the kit does around a test. The kits under test are made and disposed by hand.</summary>
public sealed class TestKitLifeTests
{
    [Fact]
    public void The_system_ends_with_the_test()
    {
        var kit = new Kit();
        var system = kit.Sys;
        system.WhenTerminated.IsCompleted.ShouldBeFalse();

        kit.Dispose();

        system.WhenTerminated.IsCompletedSuccessfully.ShouldBeTrue();
        kit.AfterAllSawARunningSystem.ShouldBeTrue();
    }

    [Fact]
    public void A_system_of_the_tests_own_may_lack_the_kits_configuration()
    {
        var system = ActorSystem.Create("own", Akka.TestKit.Xunit2.TestKit.DefaultConfig);
        using var kit = new Akka.TestKit.Xunit2.TestKit(system);

        kit.Sys.ShouldBeSameAs(system);
        kit.TestActor.Tell("hello");
        kit.ExpectMsg("hello");
    }

    [Fact]
    public void The_log_goes_to_the_tests_output()
    {
        var output = new Output();
        using var kit = new Akka.TestKit.Xunit2.TestKit("akka.stdout-loglevel = OFF", output);

        kit.EventFilter.Warning("Task 7 is late").ExpectOne(() => kit.Log.Warning("Task {0} is late", 7));

        kit.AwaitAssert(() => output.Lines.ShouldContain(line => line.Contains("Task 7 is late")));
    }

    [Fact]
    public void A_disposed_kit_leaves_no_implicit_sender_behind()
    {
        new Kit().Dispose();
        using var kit = new Akka.TestKit.Xunit2.TestKit();
        var ended = new Kit();
        ended.Dispose();

        kit.TestActor.Tell("hello");

        kit.ExpectMsg("hello");
        kit.LastSender.ShouldNotBe(ended.TestActor);
    }

    private sealed class Kit : Akka.TestKit.Xunit2.TestKit
    {
        public bool AfterAllSawARunningSystem { get; private set; }

        protected override void AfterAll() => AfterAllSawARunningSystem = !Sys.WhenTerminated.IsCompleted;
    }

    private sealed class Output : ITestOutputHelper
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public void WriteLine(string message) => Lines.Enqueue(message);

        public void WriteLine(string format, params object[] args) => Lines.Enqueue(string.Format(format, args));
    }
}
