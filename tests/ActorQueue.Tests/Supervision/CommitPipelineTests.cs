using ActorQueue.Contracts;
using ActorQueue.Core;
using ActorQueue.Supervision;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorQueue.Tests.Supervision;

public sealed class CommitPipelineTests : TestKit
{
    private readonly QueuePartition _queue = new(new QueueSettings());
    private readonly CommitPipeline _pipeline = new(maxEvents: 2, maxBytes: 1 << 20);
    private readonly TestProbe _client;
    private int _lastTask;

    public CommitPipelineTests()
        : base(TestQueue.Config()) => _client = CreateTestProbe();

    [Fact]
    public void With_nothing_applied_a_message_leaves_at_once()
    {
        _pipeline.Send(_client, "free");

        _client.ExpectMsg("free");
        _pipeline.TakeNext().ShouldBeNull();
    }

    [Fact]
    public void A_message_waits_for_the_batch_that_was_open_when_it_was_computed()
    {
        Apply();
        _pipeline.Send(_client, "first");
        _pipeline.TakeNext().ShouldNotBeNull();
        Apply();
        _pipeline.Send(_client, "second");

        _pipeline.Committed();

        _client.ExpectMsg("first");
        _client.ExpectNoMsg(TimeSpan.FromMilliseconds(20));
        _pipeline.TakeNext().ShouldNotBeNull();
        _pipeline.Committed();
        _client.ExpectMsg("second");
    }

    [Fact]
    public void A_message_without_events_waits_for_the_outstanding_batch()
    {
        Apply();
        _pipeline.TakeNext();

        _pipeline.Send(_client, "query");

        _client.ExpectNoMsg(TimeSpan.FromMilliseconds(20));
        _pipeline.Committed();
        _client.ExpectMsg("query");
    }

    [Fact]
    public void One_batch_is_outstanding_at_a_time_and_full_ones_queue_up_in_order()
    {
        for (var i = 0; i < 5; i++)
        {
            Apply();
            _pipeline.Send(_client, i);
        }

        var sizes = new List<int>();
        while (_pipeline.TakeNext() is { } batch)
        {
            _pipeline.TakeNext().ShouldBeNull("one is outstanding");
            sizes.Add(batch.Count);
            _pipeline.Committed();
        }

        sizes.ShouldBe([2, 2, 1]);
        _client.ReceiveN(5).ShouldBe([0, 1, 2, 3, 4]);
        _pipeline.IsIdle.ShouldBeTrue();
    }

    [Fact]
    public void What_was_held_is_never_sent_without_its_commit()
    {
        Apply();
        _pipeline.Send(_client, "promise");
        _pipeline.TakeNext();

        _client.ExpectNoMsg(TimeSpan.FromMilliseconds(20));
        _pipeline.IsIdle.ShouldBeFalse();
    }

    private void Apply() =>
        _queue.Enqueue(new EnqueueTasks([TestQueue.Task(++_lastTask)]), TimeProvider.System.GetUtcNow(), _pipeline.Open);
}
