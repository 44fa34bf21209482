using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Events;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Tests.Graph;

/// <summary>
/// In other queues the callback of a group of tasks (a chord) is sent after the last result was stored, so a crash between
/// the two loses it, or a repeated count sends it twice. Here both stand in one row of the journal: the process may end
/// between any two rows, and the callback is there exactly once, or its cause has not happened.
/// </summary>
public sealed class CallbackAfterCrashTests
{
    private readonly QueueScenario _queue = new();
    private readonly List<byte[]> _rows = [];

    [Fact]
    public void Cut_at_any_row_the_journal_holds_each_callback_exactly_once_or_not_yet_its_cause()
    {
        var batch = _queue.Batch() with { OnCompletion = Template("chord"), OnSuccess = Template("never"), OnFailure = Template("mend") };
        Row(() => _queue.Create(batch));
        TaskSpec[] members =
        [
            .. Enumerable.Range(0, 8).Select(i => _queue.Spec($"member {i}") with
            {
                BatchId = batch.Id,
                FollowUps = [new FollowUp(DependencyCondition.End, Template($"after {i}"))],
            }),
        ];
        members[7] = members[7] with { DependsOn = [new TaskDependency(members[1].Id)] };
        Row(() => _queue.EnqueueMany(members));
        Row(() => _queue.Seal(batch.Id));
        for (int i = 0; i < 40 && _queue.State.LiveCount > _queue.State.FinishedCount; i++)
        {
            IReadOnlyList<Commands.Assignment> attempts = [];
            Row(() => attempts = _queue.Assign());
            Row(() => _ = i % 3 == 1 ? _queue.Fail(attempts[0], FailureClass.Permanent) : _queue.Complete(attempts[0]));
        }

        _queue.View(batch.Id).Status.ShouldBe(BatchStatus.Failed);
        _rows.Count.ShouldBeGreaterThan(30);
        for (int length = 0; length <= _rows.Count; length++)
        {
            CallbacksFitTheirCauses(_rows[..length], batch.Id, members);
        }
    }

    [Fact]
    public void A_queue_recovered_from_any_row_comes_to_the_same_end()
    {
        var batch = _queue.Batch() with { OnCompletion = Template("chord") };
        Row(() => _queue.Create(batch));
        Row(() => _queue.EnqueueMany([.. Enumerable.Range(0, 4).Select(_ => _queue.Spec() with { BatchId = batch.Id })]));
        Row(() => _queue.Seal(batch.Id));
        for (int i = 0; i < 4; i++)
        {
            Row(() => _queue.Complete(_queue.Assign()[0]));
        }

        for (int length = 3; length <= _rows.Count; length++)
        {
            var recovered = new QueueScenario(_queue.Queue.Settings, Replay(_rows[..length])) { Now = _queue.Now };
            recovered.TakeOwnership(1);
            while (recovered.Assign() is [var attempt])
            {
                recovered.Complete(attempt);
            }

            recovered.View(batch.Id).Status.ShouldBe(BatchStatus.Completed);
            recovered.View(FollowUpId.Of(batch.Id, 1, 0)).Status.ShouldBe(QueueTaskStatus.Completed);
        }
    }

    private static void CallbacksFitTheirCauses(IReadOnlyList<byte[]> rows, BatchId batch, TaskSpec[] members)
    {
        var state = Replay(rows);
        var enqueued = rows.SelectMany(row => EventCodec.Decode(row).Events).OfType<TaskEnqueued>().Select(@event => @event.Id).ToArray();
        enqueued.ShouldBeUnique();
        foreach (var member in members)
        {
            bool hasEnded = state.Find(member.Id)?.Status.IsFinal() ?? false;
            enqueued.Contains(FollowUpId.Of(member.Id, 1, 0)).ShouldBe(hasEnded);
        }

        var view = state.FindBatch(batch);
        bool isDone = view is { OpenBatches: 0, TotalTasks: 8, Status: not BatchStatus.Open } && members.All(member => state.Find(member.Id)!.Status.IsFinal());
        (view?.CompletedAt is not null).ShouldBe(isDone);
        enqueued.Contains(FollowUpId.Of(batch, 1, 0)).ShouldBe(isDone);
        enqueued.Contains(FollowUpId.Of(batch, 1, 1)).ShouldBeFalse();
        enqueued.Contains(FollowUpId.Of(batch, 1, 2)).ShouldBe(isDone);
        state.Consequences.Count.ShouldBe(0);
    }

    private static QueueState Replay(IReadOnlyList<byte[]> rows)
    {
        var state = new QueueState();
        foreach (byte[] bytes in rows)
        {
            var row = EventCodec.Decode(bytes);
            state.Replay(row.FirstPosition, row.Events);
        }

        return state;
    }

    /// <summary>One command and the row that its commit writes.</summary>
    private void Row(Action command)
    {
        int before = _queue.Journal.Count;
        command();
        if (_queue.Journal.Count > before)
        {
            _rows.Add(EventCodec.Encode(before + 1, _queue.Journal[before..]));
        }
    }

    private static TaskSpec Template(string name) => new() { Id = default, Kind = "callback", Name = name };
}
