using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using FsCheck;
using FsCheck.Fluent;

namespace ActorQueue.Core.Tests.Model;

/// <summary>
/// Random commands on the real queue and on a naive one. After each they agree on what starts, in which order, and on
/// where every task stands; a failure is shrunk to the few commands that show it.
/// </summary>
public sealed class QueueModelTests
{
    private static readonly QueueSettings Settings = new()
    {
        MaxLength = 12,
        CrashBudget = 1,
        Retry = RetryOptions.Fixed(TimeSpan.FromSeconds(10), maxAttempts: 3) with { Jitter = 0 },
    };

    [Fact]
    public void The_queue_does_what_a_sorted_list_would_do() => Prop
        .ForAll(ModelCommand.Sequences, commands => new Run().All(commands))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(150));

    private sealed class Run
    {
        private readonly QueueScenario _real = new(Settings);
        private readonly ModelQueue _model = new(Settings);
        private readonly List<(TaskId Id, int Attempt)> _ended = [];

        public void All(ModelCommand[] commands)
        {
            foreach (var command in commands)
            {
                One(command);
                EveryTaskStandsWhereTheModelHasIt();
            }

            QueueScenario.SnapshotBytes(_real.Replayed()).ShouldBe(QueueScenario.SnapshotBytes(_real.State));
        }

        private void One(ModelCommand command)
        {
            switch (command)
            {
                case ModelCommand.Submit submit:
                    Submit(submit);
                    break;
                case ModelCommand.Take take:
                    Take(take);
                    break;
                case ModelCommand.Succeed succeed when Running(succeed.Which) is { } task:
                    _real.Complete(task.Id, task.Attempt).Outcome.ShouldBe(AttemptOutcome.Completed);
                    _ended.Add((task.Id, task.Attempt));
                    ModelQueue.End(task, QueueTaskStatus.Completed);
                    break;
                case ModelCommand.Break fail when Running(fail.Which) is { } task:
                    Fail(task, fail.Failure);
                    break;
                case ModelCommand.HandBack release when Running(release.Which) is { } task:
                    _real.Release(AttemptOf(task));
                    _model.HandBack(task);
                    break;
                case ModelCommand.Stop cancel when _model.Tasks.Count > 0:
                    var cancelled = _model.Tasks[cancel.Which % _model.Tasks.Count];
                    _real.Cancel(cancelled.Id);
                    _model.Cancel(cancelled);
                    break;
                case ModelCommand.Die lose:
                    _real.Lose(WorkerId(lose.Worker));
                    _model.Lose(WorkerId(lose.Worker));
                    break;
                case ModelCommand.Turn turn:
                    _real.SetMode(turn.Mode);
                    _model.Mode = turn.Mode;
                    break;
                case ModelCommand.Wait wait:
                    _real.Pass(TimeSpan.FromSeconds(wait.Seconds));
                    _model.Now = _real.Now;
                    break;
                case ModelCommand.Repeat repeat when _ended.Count > 0:
                    var (id, attempt) = _ended[repeat.Which % _ended.Count];
                    _real.Complete(id, attempt).Outcome.ShouldBeOneOf(AttemptOutcome.AlreadyRecorded, AttemptOutcome.Stale);
                    break;
                case ModelCommand.Restart:
                    _real.Recover();
                    break;
                default:
                    // It chooses among what is not there.
                    break;
            }
        }

        private void Submit(ModelCommand.Submit submit)
        {
            DateTimeOffset? notBefore = submit.DelaySeconds == 0 ? null : _real.Now.AddSeconds(submit.DelaySeconds);
            var spec = _real.Spec(priority: submit.Priority) with { NotBefore = notBefore };
            bool isAccepted = _real.Enqueue(spec).Result == EnqueueResult.Accepted;
            isAccepted.ShouldBe(_model.Submit(spec.Id, submit.Priority, notBefore));
        }

        private void Take(ModelCommand.Take take)
        {
            var expected = _model.Take(WorkerId(take.Worker), take.Count);
            var started = _real.Assign(take.Count, WorkerId(take.Worker));
            started.Select(attempt => (attempt.Id, attempt.Attempt)).ShouldBe(expected.Select(task => (task.Id, task.Attempt)));
        }

        private void Fail(ModelTask task, FailureClass failure)
        {
            _real.Fail(AttemptOf(task), failure);
            _ended.Add((task.Id, task.Attempt));
            _model.Fail(task, failure);
        }

        private ModelTask? Running(int which) => _model.Running is { Count: > 0 } running ? running[which % running.Count] : null;

        private Assignment AttemptOf(ModelTask task) =>
            _real.State.AssignmentsOf(task.Worker!).Single(attempt => attempt.Id == task.Id && attempt.Attempt == task.Attempt);

        private void EveryTaskStandsWhereTheModelHasIt()
        {
            foreach (var task in _model.Tasks)
            {
                var view = _real.View(task.Id);
                (view.Status, view.Priority).ShouldBe((task.Status, task.Priority), task.Id.ToString());
                _real.State.RunningAttempt(task.Id)
                    .ShouldBe(task.Status == QueueTaskStatus.Processing ? (task.Attempt, task.Worker!) : null);
            }
        }

        private static string WorkerId(int worker) => $"w{worker}";
    }
}
