using ActorQueue.Contracts;
using ActorQueue.Core.Ordering;

namespace ActorQueue.Core.State;

/// <summary>What of a task's description decides where and when it may start; only tasks that say any of it have one.</summary>
internal sealed class TaskAdmission
{
    public static readonly ResourceNeeds NoNeeds = new();

    public string? FairnessKey { get; private init; }

    public int Weight { get; private init; } = 1;

    public ConcurrencyEntry? Concurrency { get; private init; }

    public RateEntry? Rate { get; private init; }

    public ResourceNeeds? Needs { get; private init; }

    public long SizeHint { get; private init; }

    /// <summary>What it has in common with other tasks of its lane.</summary>
    public LaneKey Key { get; private init; }

    /// <summary>The lane in which it is ready; null while it is not, and for tasks with nothing but a size.</summary>
    public ReadyLane? Lane { get; set; }

    /// <summary>Whether it stands with the tasks that have nothing special.</summary>
    public bool IsPlain => Key == default;

    /// <summary>Gives a task that enters the state what its description says.</summary>
    public static void Enter(QueueState state, ref TaskSlot task)
    {
        if (!task.Body.HasAdmission)
        {
            return;
        }

        var spec = task.Body.ToSpec(task.Id, task.Kind.Name, task.Priority, notBefore: null);
        var needs = spec.Resources is { IsNone: false } some ? some : null;
        var concurrency = spec.ConcurrencyKey is { } concurrencyKey ? state.Concurrency.Enter(concurrencyKey) : null;
        var rate = spec.RateKey is { } rateKey ? state.Rates.Enter(rateKey) : null;
        (task.Extras ??= new TaskExtras()).Admission = new TaskAdmission
        {
            FairnessKey = spec.FairnessKey,
            Weight = spec.FairnessWeight ?? 1,
            Concurrency = concurrency,
            Rate = rate,
            Needs = needs,
            SizeHint = spec.SizeHint ?? needs?.MemoryBytes ?? 0,
            Key = new LaneKey(spec.FairnessKey, concurrency, rate, NeedsClass.Of(needs)),
        };
    }

    /// <summary>Takes back what <see cref="Enter"/> counted, when the task leaves the state.</summary>
    public static void Leave(QueueState state, ref TaskSlot task, long now)
    {
        if (task.Extras?.Admission is not { } admission)
        {
            return;
        }

        if (admission.Concurrency is { } concurrency)
        {
            state.Concurrency.Leave(concurrency);
        }

        if (admission.Rate is { } rate)
        {
            state.Rates.Leave(rate, now);
        }
    }

    /// <summary>An attempt holds a place of its concurrency key, and what it needs of its worker.</summary>
    public void Begin(WorkerEntry worker)
    {
        Concurrency?.Begin();
        worker.Reserve(Needs, +1);
    }

    /// <summary>The attempt has ended: what it held is free.</summary>
    public void End(WorkerEntry worker)
    {
        worker.Reserve(Needs, -1);
        Concurrency?.End();
    }
}
