using ActorQueue.Contracts;

namespace ActorQueue.Core.Codec;

/// <summary>The bytes, inside a task body, of what ties a task to others: dependencies, batch and parent, follow-ups.</summary>
internal static class GraphCodec
{
    private const byte HasBatch = 1;
    private const byte HasParent = 2;
    private const byte HasParentBatch = 4;

    public static bool HasBelongings(TaskSpec spec) =>
        spec.BatchId is not null || spec.ParentId is not null || spec.ParentBatchId is not null;

    public static void WriteDependencies(ByteWriter writer, TaskSpec spec)
    {
        writer.Byte((byte)spec.OnDependencyFailed);
        writer.Count(spec.DependsOn.Count);
        foreach (var dependency in spec.DependsOn)
        {
            writer.Guid(dependency.Id.Value);
            writer.Byte((byte)dependency.On);
        }
    }

    public static (TaskDependency[] DependsOn, DependencyFailurePolicy Policy) ReadDependencies(ref ByteReader reader)
    {
        var policy = Policy(ref reader);
        var dependencies = new TaskDependency[reader.Count()];
        for (int i = 0; i < dependencies.Length; i++)
        {
            dependencies[i] = new TaskDependency(Id(ref reader), Condition(ref reader));
        }

        return (dependencies, policy);
    }

    public static void WriteBelongings(ByteWriter writer, TaskSpec spec)
    {
        writer.Byte((byte)(
            (spec.BatchId is null ? 0 : HasBatch)
            | (spec.ParentId is null ? 0 : HasParent)
            | (spec.ParentBatchId is null ? 0 : HasParentBatch)));
        foreach (var id in new[] { spec.BatchId?.Value, spec.ParentId?.Value, spec.ParentBatchId?.Value })
        {
            if (id is { } value)
            {
                writer.Guid(value);
            }
        }
    }

    public static (BatchId? Batch, TaskId? Parent, BatchId? ParentBatch) ReadBelongings(ref ByteReader reader)
    {
        byte flags = reader.Byte();
        if (flags is 0 or > (HasBatch | HasParent | HasParentBatch))
        {
            throw new CorruptQueueDataException($"A task body belongs to {flags:x2}, which is not known.");
        }

        BatchId? batch = (flags & HasBatch) != 0 ? new BatchId(Id(ref reader).Value) : null;
        TaskId? parent = (flags & HasParent) != 0 ? Id(ref reader) : null;
        BatchId? parentBatch = (flags & HasParentBatch) != 0 ? new BatchId(Id(ref reader).Value) : null;
        return (batch, parent, parentBatch);
    }

    /// <summary>The bodies of the follow-ups, packed before the one that they stand in, which shares their buffer.</summary>
    public static TaskBody[] PackFollowUps(TaskSpec spec) =>
        spec.FollowUps is { Count: > 0 } followUps ? [.. followUps.Select(followUp => TaskBody.Pack(followUp.Task))] : [];

    public static void WriteFollowUps(ByteWriter writer, TaskSpec spec, TaskBody[] bodies)
    {
        writer.Count(bodies.Length);
        for (int i = 0; i < bodies.Length; i++)
        {
            writer.Byte((byte)spec.FollowUps[i].On);
            WriteTemplate(writer, spec.FollowUps[i].Task, bodies[i]);
        }
    }

    /// <param name="reader">Stands at the follow-ups.</param>
    /// <param name="generation">Of the task whose follow-ups they are, 0 for one that a client submitted.</param>
    public static FollowUp[] ReadFollowUps(ref ByteReader reader, int generation)
    {
        // Damaged bytes may be nested as deeply as they are long, which no stack would hold.
        if (generation >= FollowUp.MaxDepth)
        {
            throw new CorruptQueueDataException($"A task body has more than {FollowUp.MaxDepth} generations of follow-ups.");
        }

        var followUps = new FollowUp[reader.Count()];
        for (int i = 0; i < followUps.Length; i++)
        {
            followUps[i] = new FollowUp(Condition(ref reader), ReadTemplate(ref reader, generation + 1));
        }

        return followUps;
    }

    /// <summary>A task without its id.</summary>
    public static void WriteTemplate(ByteWriter writer, TaskSpec template, TaskBody body)
    {
        writer.Text(template.Kind);
        writer.Signed(template.Priority);
        writer.Varint((ulong)(template.NotBefore?.UtcTicks ?? 0));
        writer.Bytes(body.Raw);
    }

    public static TaskSpec ReadTemplate(ref ByteReader reader, int generation)
    {
        string kind = reader.Text();
        int priority = reader.Int32();
        long notBefore = reader.LongNatural();
        var body = new TaskBody(reader.Bytes().ToArray());
        return body.ToSpec(default, kind, priority, notBefore == 0 ? null : StoredTime.FromTicks(notBefore), generation);
    }

    public static TaskId Id(ref ByteReader reader)
    {
        var id = new TaskId(reader.Guid());
        return id.IsValid ? id : throw new CorruptQueueDataException($"'{id}' is not an id.");
    }

    public static DependencyCondition Condition(ref ByteReader reader)
    {
        var value = (DependencyCondition)reader.Byte();
        return value is >= DependencyCondition.Success and <= DependencyCondition.End
            ? value
            : throw new CorruptQueueDataException($"{(byte)value} is not a condition.");
    }

    public static DependencyFailurePolicy Policy(ref ByteReader reader)
    {
        var value = (DependencyFailurePolicy)reader.Byte();
        return value is >= DependencyFailurePolicy.Fail and <= DependencyFailurePolicy.Run
            ? value
            : throw new CorruptQueueDataException($"{(byte)value} is not a policy.");
    }
}
