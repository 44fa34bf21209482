using ActorQueue.Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace ActorQueue.Core.Tests.Model;

/// <summary>An order policy and what happens under it. Its text is what a failing run prints, one command a line.</summary>
public sealed record ModelCase(string Order, ModelCommand[] Commands)
{
    private static readonly FailureClass[] Failures =
    [
        FailureClass.Retryable, FailureClass.Retryable, FailureClass.Timeout, FailureClass.Permanent, FailureClass.Crashed,
        FailureClass.OutOfMemory, FailureClass.Cancelled,
    ];

    private static readonly DependencyCondition[] Conditions = [DependencyCondition.Success, DependencyCondition.Failure, DependencyCondition.End];

    /// <summary>Any case; a failing one is shrunk by leaving commands out and by making single ones plainer.</summary>
    public static Arbitrary<ModelCase> Any { get; } = Arb.From(
        from order in Gen.Elements("priority", "priority", "priority", "fifo", "aging", "smallest-first", "largest-first", "compared")
        from commands in Gen.ArrayOf(Command())
        select new ModelCase(order, commands),
        Shrink);

    public override string ToString() =>
        $"order {Order}, {Commands.Length} commands:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", (object[])Commands)}";

    private static Gen<ModelCommand> Command()
    {
        var which = Gen.Choose(0, 1000);
        var yes = Gen.Elements(true, false);
        return Gen.Frequency(
            (30, OneSubmit().Select(submit => (ModelCommand)submit)),
            (5, from tasks in Gen.ArrayOf(OneSubmit(), 3)
                from atomic in yes
                select (ModelCommand)new ModelCommand.SubmitMany(tasks, atomic)),
            (2, which.Select(number => (ModelCommand)new ModelCommand.SubmitAgain(number))),
            (30, from worker in Gen.Choose(0, 2)
                 from count in Gen.Choose(1, 3)
                 select (ModelCommand)new ModelCommand.Take(worker, count)),
            (18, which.Select(number => (ModelCommand)new ModelCommand.Succeed(number))),
            (10, from number in which
                 from failure in Gen.Elements(Failures)
                 select (ModelCommand)new ModelCommand.Break(number, failure)),
            (3, which.Select(number => (ModelCommand)new ModelCommand.HandBack(number))),
            (3, from number in which
                from back in Gen.Choose(-1, 2)
                from how in Verdicts()
                select (ModelCommand)new ModelCommand.Late(number, back, how)),
            (5, which.Select(number => (ModelCommand)new ModelCommand.Stop(number))),
            (2, StopMany()),
            (8, from number in which
                from paused in yes
                select (ModelCommand)new ModelCommand.Pause(number, paused)),
            (4, from kind in Gen.Choose(0, 2)
                from paused in Gen.Elements(true, false, false)
                select (ModelCommand)new ModelCommand.PauseKind(kind, paused)),
            (5, from number in which
                from priority in Gen.Choose(-1, 4)
                select (ModelCommand)new ModelCommand.Reprioritise(number, priority)),
            (5, which.Select(number => (ModelCommand)new ModelCommand.RunAgain(number))),
            (12, Batch(which, yes)),
            (14, Foreign(which, yes)),
            (2, from worker in Gen.Choose(0, 2)
                select (ModelCommand)new ModelCommand.Die(worker)),
            (3, from mode in Gen.Elements(QueueMode.Running, QueueMode.Running, QueueMode.Paused, QueueMode.Draining)
                select (ModelCommand)new ModelCommand.Turn(mode)),
            (14, Gen.Choose(1, 20).Select(seconds => (ModelCommand)new ModelCommand.Wait(seconds))),
            (2, Gen.Choose(-90, 90).Select(minutes => (ModelCommand)new ModelCommand.Jump(minutes))),
            (5, Gen.Choose(1, 6).Select(count => (ModelCommand)new ModelCommand.Archive(count))),
            (2, Gen.Constant((ModelCommand)new ModelCommand.Snapshot())),
            (3, Gen.Elements(Recovery.Journal, Recovery.KeptSnapshot, Recovery.NewSnapshot)
                .Select(from => (ModelCommand)new ModelCommand.Restart(from))),
            (1, yes.Select(lost => (ModelCommand)new ModelCommand.NewOwner(lost))),
            (6, Gen.Constant((ModelCommand)new ModelCommand.Ask())));
    }

    private static Gen<ModelCommand.Submit> OneSubmit() =>
        from priority in Gen.Choose(-1, 4)
        from kind in Gen.Choose(0, 2)
        from delay in OrElse(5, Gen.Choose(1, 30))
        from fairness in OrElse(1, Gen.Choose(1, 3))
        from concurrency in OrElse(3, Gen.Choose(1, 2))
        from rate in OrElse(4, Gen.Choose(1, 2))
        from memory in OrElse(4, Gen.Choose(1, 4))
        from timeout in OrElse(8, Gen.Constant(1))
        from dedup in OrElse(5, Gen.Choose(1, 5))
        from key in Gen.Choose(0, 1)
        from batch in OrElse(2, Gen.Choose(1, 1000))
        from after in Gen.Frequency((3, Gen.Constant(Array.Empty<ModelCommand.Submit.Awaited>())), (1, Gen.ArrayOf(OneWait(), 1)), (1, Gen.ArrayOf(OneWait(), 2)))
        from policy in Gen.Elements(DependencyFailurePolicy.Fail, DependencyFailurePolicy.Cancel, DependencyFailurePolicy.Run)
        from followed in Gen.Frequency((6, Gen.Constant(Array.Empty<DependencyCondition>())), (1, Gen.ArrayOf(Gen.Elements(Conditions), 1)), (1, Gen.ArrayOf(Gen.Elements(Conditions), 2)))
        select new ModelCommand.Submit
        {
            Priority = priority,
            Kind = kind,
            DelaySeconds = delay,
            Fairness = fairness,
            Concurrency = concurrency,
            Rate = rate,
            Memory = memory,
            IsShortLived = timeout == 1,
            Dedup = (DedupPolicy)dedup,
            DedupKey = dedup == 0 ? 0 : key,
            Batch = batch,
            After = after,
            OnUnmet = after.Length == 0 ? DependencyFailurePolicy.Fail : policy,
            FollowUps = followed,
        };

    private static Gen<ModelCommand.Submit.Awaited> OneWait() =>
        from number in Gen.Choose(0, 1000)
        from condition in Gen.Elements(Conditions)
        select new ModelCommand.Submit.Awaited(number, condition);

    private static Gen<ModelCommand> StopMany() =>
        from kind in Gen.Choose(-1, 2)
        from min in OrElse(1, Gen.Choose(2, 4))
        from status in OrElse(2, Gen.Choose(1, 6))
        from batch in OrElse(2, Gen.Choose(1, 1000))
        from purge in Gen.Elements(true, false)
        select (ModelCommand)new ModelCommand.StopMany(
            kind < 0 ? null : kind, min == 0 ? null : min, status == 0 ? null : (QueueTaskStatus)status, batch, purge);

    private static Gen<ModelCommand> Batch(Gen<int> which, Gen<bool> yes) => Gen.Frequency(
        (3, from parent in OrElse(1, Gen.Choose(1, 1000))
            from completion in yes
            from success in yes
            from failure in yes
            select (ModelCommand)new ModelCommand.CreateBatch(parent, completion, success, failure)),
        (3, which.Select(number => (ModelCommand)new ModelCommand.SealBatch(number))),
        (1, which.Select(number => (ModelCommand)new ModelCommand.CancelBatch(number))),
        (1, which.Select(number => (ModelCommand)new ModelCommand.RetryBatch(number))));

    private static Gen<ModelCommand> Foreign(Gen<int> which, Gen<bool> yes) => Gen.Frequency(
        (2, from kinds in OrElse(1, Gen.Choose(1, 6))
            from min in OrElse(2, Gen.Choose(1, 3))
            from most in Gen.Choose(1, 3)
            select (ModelCommand)new ModelCommand.Register(kinds, min == 0 ? null : min, most)),
        (1, from worker in which
            from lost in yes
            select (ModelCommand)new ModelCommand.Unregister(worker, lost)),
        (1, from worker in which
            from paused in yes
            select (ModelCommand)new ModelCommand.PauseWorker(worker, paused)),
        (6, from worker in which
            from impostor in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
            select (ModelCommand)new ModelCommand.Lease(worker, impostor)),
        (4, from worker in which
            from number in which
            from back in Gen.Choose(0, 1)
            from how in Verdicts()
            select (ModelCommand)new ModelCommand.Call(worker, number, back, how)),
        (2, which.Select(worker => (ModelCommand)new ModelCommand.Renew(worker))),
        (3, Gen.Constant((ModelCommand)new ModelCommand.Sweep())));

    private static Gen<Verdict> Verdicts() => Gen.Elements(Verdict.Success, Verdict.Failure, Verdict.HandedBack);

    private static Gen<int> OrElse(int zeros, Gen<int> other) => Gen.Frequency((zeros, Gen.Constant(0)), (1, other));

    private static IEnumerable<ModelCase> Shrink(ModelCase failing)
    {
        var commands = failing.Commands;
        for (int part = commands.Length / 2; part > 1; part /= 2)
        {
            for (int start = 0; start < commands.Length; start += part)
            {
                yield return failing with { Commands = [.. commands[..start], .. commands[Math.Min(commands.Length, start + part)..]] };
            }
        }

        for (int i = 0; i < commands.Length; i++)
        {
            yield return failing with { Commands = [.. commands[..i], .. commands[(i + 1)..]] };
        }

        for (int i = 0; i < commands.Length; i++)
        {
            foreach (var simpler in commands[i].Simpler())
            {
                yield return failing with { Commands = [.. commands[..i], simpler, .. commands[(i + 1)..]] };
            }
        }

        if (failing.Order != "priority")
        {
            yield return failing with { Order = "priority" };
        }
    }
}
