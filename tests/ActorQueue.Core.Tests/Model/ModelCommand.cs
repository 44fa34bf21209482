using ActorQueue.Contracts;

namespace ActorQueue.Core.Tests.Model;

/// <summary>
/// One thing that may happen to a queue. Numbers choose among what is there at that moment, so that any sequence makes
/// sense, also one from which a shrink has taken something away. Its text is what a failing run prints.
/// </summary>
public abstract record ModelCommand
{
    /// <summary>Commands that ask for less, for shrinking.</summary>
    public virtual IEnumerable<ModelCommand> Simpler() => [];

    /// <summary>A client submits a task. What is 0, none or empty is not said in the submit.</summary>
    public sealed record Submit : ModelCommand
    {
        public int Priority { get; init; }

        public int DelaySeconds { get; init; }

        public int Kind { get; init; }

        public int Fairness { get; init; }

        public int Concurrency { get; init; }

        public int Rate { get; init; }

        /// <summary>In steps that are each another class of needs, so that a lane's tasks all need the same.</summary>
        public int Memory { get; init; }

        public bool IsShortLived { get; init; }

        public DedupPolicy Dedup { get; init; }

        public int DedupKey { get; init; }

        public int Batch { get; init; }

        public Awaited[] After { get; init; } = [];

        public DependencyFailurePolicy OnUnmet { get; init; } = DependencyFailurePolicy.Fail;

        public DependencyCondition[] FollowUps { get; init; } = [];

        public override IEnumerable<ModelCommand> Simpler() => new[]
        {
            new Submit(),
            this with { After = [], OnUnmet = DependencyFailurePolicy.Fail },
            this with { After = [.. After.Skip(1)] },
            this with { FollowUps = [] },
            this with { Batch = 0 },
            this with { Dedup = DedupPolicy.None, DedupKey = 0 },
            this with { Fairness = 0 },
            this with { Concurrency = 0 },
            this with { Rate = 0 },
            this with { Memory = 0 },
            this with { IsShortLived = false },
            this with { DelaySeconds = 0 },
            this with { Kind = 0 },
            this with { Priority = 0 },
            this with { OnUnmet = DependencyFailurePolicy.Fail },
        }.Where(simpler => simpler.ToString() != ToString());

        public override string ToString()
        {
            List<string> said = [];
            Say(Priority, $"priority {Priority}");
            Say(DelaySeconds, $"in {DelaySeconds} s");
            Say(Kind, $"kind {Kind}");
            Say(Fairness, $"fairness f{Fairness}");
            Say(Concurrency, $"concurrency c{Concurrency}");
            Say(Rate, $"rate r{Rate}");
            Say(Memory, $"memory {Memory}");
            Say(IsShortLived ? 1 : 0, "total timeout");
            Say((int)Dedup, $"dedup {Dedup} d{DedupKey}");
            Say(Batch, $"batch {Batch}");
            Say(After.Length, $"after [{string.Join(", ", After.Select(wait => $"{wait.Which} {wait.On}"))}]");
            Say(OnUnmet == DependencyFailurePolicy.Fail ? 0 : 1, $"on unmet {OnUnmet}");
            Say(FollowUps.Length, $"followed on [{string.Join(", ", FollowUps)}]");
            return said.Count == 0 ? "Submit" : $"Submit ({string.Join(", ", said)})";

            void Say(int value, string text)
            {
                if (value != 0)
                {
                    said.Add(text);
                }
            }
        }

        /// <summary>Waits for a task: an even number means one of the same submit where there are several.</summary>
        public sealed record Awaited(int Which, DependencyCondition On);
    }

    /// <summary>A client submits several at once.</summary>
    public sealed record SubmitMany(Submit[] Tasks, bool IsAtomic) : ModelCommand
    {
        public override IEnumerable<ModelCommand> Simpler()
        {
            for (int i = 0; i < Tasks.Length; i++)
            {
                if (Tasks.Length > 1)
                {
                    yield return this with { Tasks = [.. Tasks[..i], .. Tasks[(i + 1)..]] };
                }

                foreach (var simpler in Tasks[i].Simpler().OfType<Submit>())
                {
                    yield return this with { Tasks = [.. Tasks[..i], simpler, .. Tasks[(i + 1)..]] };
                }
            }
        }

        public override string ToString() => $"Submit {(IsAtomic ? "all or nothing" : "together")}: {string.Join("; ", (object[])Tasks)}";
    }

    /// <summary>A client repeats a submit, whatever became of the first.</summary>
    public sealed record SubmitAgain(int Which) : ModelCommand;

    /// <summary>A worker of the queue's own asks for work.</summary>
    public sealed record Take(int Worker, int Count) : ModelCommand;

    /// <summary>An attempt succeeds.</summary>
    public sealed record Succeed(int Which) : ModelCommand;

    /// <summary>An attempt fails.</summary>
    public sealed record Break(int Which, FailureClass Failure) : ModelCommand;

    /// <summary>A worker gives an attempt back unfinished.</summary>
    public sealed record HandBack(int Which) : ModelCommand;

    /// <summary>A report comes that is late, or repeated, or of an attempt that never was.</summary>
    public sealed record Late(int Which, int Back, Verdict How) : ModelCommand;

    /// <summary>A client cancels a task, whatever its status.</summary>
    public sealed record Stop(int Which) : ModelCommand;

    /// <summary>A client cancels or, waiting ones only, purges all that fit.</summary>
    public sealed record StopMany(int? Kind, int? MinPriority, QueueTaskStatus? Status, int Batch, bool IsPurge) : ModelCommand;

    /// <summary>A client pauses a task, or resumes it.</summary>
    public sealed record Pause(int Which, bool IsPaused) : ModelCommand;

    /// <summary>A client pauses a kind, or resumes it.</summary>
    public sealed record PauseKind(int Kind, bool IsPaused) : ModelCommand;

    /// <summary>A client gives a task another priority.</summary>
    public sealed record Reprioritise(int Which, int Priority) : ModelCommand;

    /// <summary>A client gives a task another run.</summary>
    public sealed record RunAgain(int Which) : ModelCommand;

    /// <summary>A client creates a batch, in another one or not, with callbacks.</summary>
    public sealed record CreateBatch(int Parent, bool OnCompletion, bool OnSuccess, bool OnFailure) : ModelCommand;

    /// <summary>A client seals a batch.</summary>
    public sealed record SealBatch(int Which) : ModelCommand;

    /// <summary>A client cancels a batch.</summary>
    public sealed record CancelBatch(int Which) : ModelCommand;

    /// <summary>A client gives a batch another run.</summary>
    public sealed record RetryBatch(int Which) : ModelCommand;

    /// <summary>A worker of the queue's own is confirmed dead.</summary>
    public sealed record Die(int Worker) : ModelCommand;

    /// <summary>A foreign worker registers. Kinds is a set of bits, 0: all.</summary>
    public sealed record Register(int Kinds, int? MinPriority, int MaxAttempts) : ModelCommand;

    /// <summary>A registration ends.</summary>
    public sealed record Unregister(int Worker, bool IsLost) : ModelCommand;

    /// <summary>A client holds a foreign worker back, or lets it go on.</summary>
    public sealed record PauseWorker(int Worker, bool IsPaused) : ModelCommand;

    /// <summary>A foreign worker asks for work, or somebody in its name.</summary>
    public sealed record Lease(int Worker, bool IsImpostor) : ModelCommand;

    /// <summary>A foreign worker reports about an attempt: its own, another's, or one that is past.</summary>
    public sealed record Call(int Worker, int Which, int Back, Verdict How) : ModelCommand;

    /// <summary>A foreign worker renews its leases.</summary>
    public sealed record Renew(int Worker) : ModelCommand;

    /// <summary>Leases that have run out are taken back.</summary>
    public sealed record Sweep : ModelCommand;

    /// <summary>The queue as a whole is paused, resumed or drained.</summary>
    public sealed record Turn(QueueMode Mode) : ModelCommand;

    /// <summary>Time passes.</summary>
    public sealed record Wait(int Seconds) : ModelCommand;

    /// <summary>The clock is set, forwards or backwards.</summary>
    public sealed record Jump(int Minutes) : ModelCommand
    {
        public override IEnumerable<ModelCommand> Simpler() => Minutes is 0 or 1 or -1 ? [] : [this with { Minutes = Minutes / 2 }];
    }

    /// <summary>The history has the first so many of the tasks that have ended.</summary>
    public sealed record Archive(int Count) : ModelCommand;

    /// <summary>A snapshot is taken and kept.</summary>
    public sealed record Snapshot : ModelCommand;

    /// <summary>The process dies, and its successor recovers.</summary>
    public sealed record Restart(Recovery From) : ModelCommand;

    /// <summary>A new owner begins.</summary>
    public sealed record NewOwner(bool AllWorkersLost) : ModelCommand;

    /// <summary>A client asks of every task why it waits.</summary>
    public sealed record Ask : ModelCommand;
}

/// <summary>What a worker says of an attempt.</summary>
public enum Verdict
{
    Success,
    Failure,
    HandedBack,
}

/// <summary>From what a successor recovers.</summary>
public enum Recovery
{
    Journal,
    KeptSnapshot,
    NewSnapshot,
}
