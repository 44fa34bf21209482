using ActorQueue.Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace ActorQueue.Core.Tests.Model;

/// <summary>
/// One thing that may happen to a queue. Numbers choose among what is there at that moment, so that any sequence makes
/// sense, also one from which a shrink has taken something away.
/// </summary>
public abstract record ModelCommand
{
    private static readonly FailureClass[] Failures =
        [FailureClass.Retryable, FailureClass.Timeout, FailureClass.Permanent, FailureClass.Crashed];

    /// <summary>Any sequence of commands; a failing one is shrunk by leaving commands out.</summary>
    public static Arbitrary<ModelCommand[]> Sequences { get; } = Arb.From(Gen.ArrayOf(Any()), WithOneLess);

    private static Gen<ModelCommand> Any()
    {
        var small = Gen.Choose(0, 1000);
        return Gen.Frequency(
            (8, from priority in Gen.Choose(-1, 4)
                from delay in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Choose(1, 30)))
                select (ModelCommand)new Submit(priority, delay)),
            (8, from worker in Gen.Choose(0, 2)
                from count in Gen.Choose(1, 3)
                select (ModelCommand)new Take(worker, count)),
            (6, from which in small
                select (ModelCommand)new Succeed(which)),
            (4, from which in small
                from failure in Gen.Elements(Failures)
                select (ModelCommand)new Break(which, failure)),
            (1, from which in small
                select (ModelCommand)new HandBack(which)),
            (2, from which in small
                select (ModelCommand)new Stop(which)),
            (1, from worker in Gen.Choose(0, 2)
                select (ModelCommand)new Die(worker)),
            (1, from mode in Gen.Elements(QueueMode.Running, QueueMode.Running, QueueMode.Paused, QueueMode.Draining)
                select (ModelCommand)new Turn(mode)),
            (4, from seconds in Gen.Choose(1, 20)
                select (ModelCommand)new Wait(seconds)),
            (2, from which in small
                select (ModelCommand)new Repeat(which)),
            (1, Gen.Constant((ModelCommand)new Restart())));
    }

    private static IEnumerable<ModelCommand[]> WithOneLess(ModelCommand[] commands)
    {
        for (int half = commands.Length / 2; half > 1; half /= 2)
        {
            yield return commands[half..];
            yield return commands[..^half];
        }

        for (int i = 0; i < commands.Length; i++)
        {
            yield return [.. commands[..i], .. commands[(i + 1)..]];
        }
    }

    /// <summary>A client submits a task.</summary>
    public sealed record Submit(int Priority, int DelaySeconds) : ModelCommand;

    /// <summary>A worker asks for work.</summary>
    public sealed record Take(int Worker, int Count) : ModelCommand;

    /// <summary>An attempt succeeds.</summary>
    public sealed record Succeed(int Which) : ModelCommand;

    /// <summary>An attempt fails.</summary>
    public sealed record Break(int Which, FailureClass Failure) : ModelCommand;

    /// <summary>A worker gives an attempt back unfinished.</summary>
    public sealed record HandBack(int Which) : ModelCommand;

    /// <summary>A client cancels a task, whatever its status.</summary>
    public sealed record Stop(int Which) : ModelCommand;

    /// <summary>A worker is confirmed dead.</summary>
    public sealed record Die(int Worker) : ModelCommand;

    /// <summary>The queue as a whole is paused, resumed or drained.</summary>
    public sealed record Turn(QueueMode Mode) : ModelCommand;

    /// <summary>Time passes.</summary>
    public sealed record Wait(int Seconds) : ModelCommand;

    /// <summary>An attempt that has ended reports once more: it must change nothing.</summary>
    public sealed record Repeat(int Which) : ModelCommand;

    /// <summary>The process dies, and its successor replays the journal.</summary>
    public sealed record Restart : ModelCommand;
}
