using ActorQueue.Contracts;

namespace ActorQueue.Core.Tests.Model;

/// <summary>One task of the model.</summary>
internal sealed class ModelTask(TaskSpec spec)
{
    public TaskId Id => Spec.Id;

    public TaskSpec Spec { get; } = spec;

    public int Priority { get; set; } = spec.Priority;

    /// <summary>What a client gave it: retries lower the other, until the run ends.</summary>
    public int GivenPriority { get; set; } = spec.Priority;

    public DateTimeOffset AcceptedAt { get; set; }

    /// <summary>The order of acceptance.</summary>
    public long Sequence { get; set; }

    public QueueTaskStatus Status { get; set; }

    public QueueTaskStatus PausedFrom { get; set; }

    public DateTimeOffset? DueAt { get; set; }

    /// <summary>What it still waits for.</summary>
    public List<TaskDependency> WaitsFor { get; set; } = [];

    public ModelBatch? Batch { get; set; }

    public int Run { get; set; } = 1;

    /// <summary>The number of the last attempt over all runs.</summary>
    public int Attempt { get; set; }

    public string? Worker { get; set; }

    public DateTimeOffset? FirstStartedAt { get; set; }

    public DateTimeOffset Deadline { get; set; }

    public int Failures { get; set; }

    public int Crashes { get; set; }

    public int OutOfMemory { get; set; }

    public int HandedBack { get; set; }

    public bool IsSuspect { get; set; }

    public bool IsAlone { get; set; }

    public bool IsCancelRequested { get; set; }

    public bool IsPauseRequested { get; set; }

    /// <summary>Whether the last attempt was taken from its worker, which has not said how it ended.</summary>
    public bool IsLost { get; set; }

    public DateTimeOffset EndedAt { get; set; }

    /// <summary>The order of ends.</summary>
    public long EndedAs { get; set; }

    /// <summary>Whether the history has it and the queue no longer.</summary>
    public bool IsArchived { get; set; }

    public bool IsRunning => Status == QueueTaskStatus.Processing;

    public bool IsUnended => !Status.IsFinal();

    public ModelTask Copy()
    {
        var copy = (ModelTask)MemberwiseClone();
        copy.WaitsFor = [.. WaitsFor];
        return copy;
    }

    public override string ToString() => Spec.Name;
}

/// <summary>One batch of the model. Nothing is counted in it: its members are asked.</summary>
internal sealed class ModelBatch(BatchSpec spec, ModelBatch? parent)
{
    public BatchSpec Spec { get; } = spec;

    public BatchId Id => Spec.Id;

    public ModelBatch? Parent { get; } = parent;

    public bool IsSealed { get; set; }

    public int Runs { get; set; }

    public bool HasEnded { get; set; }

    public bool EndedWell { get; set; }

    public DateTimeOffset EndedAt { get; set; }

    public long EndedAs { get; set; }

    public bool IsForgotten { get; set; }

    /// <summary>Whether a member had another run when the queue no longer knew how it had ended: failed or cancelled, of those one.</summary>
    public bool IsBlurred { get; set; }
}
