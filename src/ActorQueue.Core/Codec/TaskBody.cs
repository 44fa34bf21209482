using ActorQueue.Contracts;

namespace ActorQueue.Core.Codec;

/// <summary>
/// What a task needs only when it starts or is looked at (name, payload, options), packed into one array: the state
/// keeps it, the journal and the snapshot copy it as it is, and a waiting task costs no further object.
/// Layout: flags, the flagged fields in their order, then the payload up to the end. Immutable.
/// </summary>
public readonly struct TaskBody : IEquatable<TaskBody>
{
    private const uint HasName = 1;
    private const uint HasContentType = 2;
    private const uint HasDescription = 4;
    private const uint HasTags = 8;
    private const uint HasAttemptTimeout = 16;
    private const uint HasRetry = 32;
    private const uint HasDependenciesFlag = 64;
    private const uint HasBelongingsFlag = 128;
    private const uint HasFollowUpsFlag = 256;
    private const uint HasDedupOptions = 512;
    private const uint HasAdmissionFields = 1 << 10;
    private const uint HasScheduleId = 1 << 12;
    private const uint HasProgressHandlerFlag = 1 << 13;
    private const uint KnownFlags = 511 | HasDedupOptions | HasAdmissionFields | HasScheduleId | HasProgressHandlerFlag;

    [ThreadStatic]
    private static ByteWriter? _writer;

    private readonly byte[]? _bytes;

    internal TaskBody(byte[] bytes) => _bytes = bytes;

    /// <summary>Bytes in all.</summary>
    public int Length => Raw.Length;

    /// <summary>Whether it says under which conditions the task may start.</summary>
    internal bool HasAdmission => (Flags & HasAdmissionFields) != 0;

    internal byte[] Raw => _bytes ?? [];

    internal bool HasDedup => (Flags & HasDedupOptions) != 0;

    internal bool HasDependencies => (Flags & HasDependenciesFlag) != 0;

    internal bool HasBelongings => (Flags & HasBelongingsFlag) != 0;

    internal bool HasFollowUps => (Flags & HasFollowUpsFlag) != 0;

    internal bool HasProgressHandler => (Flags & HasProgressHandlerFlag) != 0;

    private ulong Flags => Raw.Length == 0 ? 0 : new ByteReader(Raw).Varint();

    /// <summary>The bytes as they were packed; they must not be changed.</summary>
    public ReadOnlyMemory<byte> Bytes => Raw;

    /// <summary>A body that was kept elsewhere.</summary>
    /// <exception cref="CorruptQueueDataException">The bytes are no body.</exception>
    public static TaskBody FromBytes(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        var body = new TaskBody(bytes);
        body.Check();
        return body;
    }

    /// <summary>Packs a valid description.</summary>
    public static TaskBody Pack(TaskSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var followUps = GraphCodec.PackFollowUps(spec);
        var writer = _writer ??= new ByteWriter();
        writer.Clear();
        bool hasName = spec.Name != spec.Kind;
        bool hasContentType = spec.ContentType != TaskSpec.DefaultContentType;
        bool hasAdmission = AdmissionCodec.IsPresent(spec);
        writer.Varint(
            (hasName ? HasName : 0)
            | (hasContentType ? HasContentType : 0)
            | (spec.Description is null ? 0 : HasDescription)
            | (spec.Tags is { Count: > 0 } ? HasTags : 0)
            | (spec.AttemptTimeout is null ? 0 : HasAttemptTimeout)
            | (spec.Retry is null ? 0 : HasRetry)
            | (spec.DependsOn is { Count: > 0 } ? HasDependenciesFlag : 0)
            | (GraphCodec.HasBelongings(spec) ? HasBelongingsFlag : 0)
            | (followUps.Length > 0 ? HasFollowUpsFlag : 0)
            | (spec.Dedup is null ? 0 : HasDedupOptions)
            | (hasAdmission ? HasAdmissionFields : 0)
            | (spec.ScheduleId is null ? 0 : HasScheduleId)
            | (spec.ProgressHandler is null ? 0 : HasProgressHandlerFlag));
        if (hasName)
        {
            writer.Text(spec.Name);
        }

        if (hasContentType)
        {
            writer.Text(spec.ContentType);
        }

        if (spec.Description is not null)
        {
            writer.Text(spec.Description);
        }

        if (spec.Tags is { Count: > 0 } tags)
        {
            writer.Count(tags.Count);
            foreach (string tag in tags)
            {
                writer.Text(tag);
            }
        }

        if (spec.AttemptTimeout is { } timeout)
        {
            writer.Varint((ulong)timeout.Ticks);
        }

        if (spec.Retry is { } retry)
        {
            RetryOptionsCodec.Write(writer, retry);
        }

        if (spec.DependsOn is { Count: > 0 })
        {
            GraphCodec.WriteDependencies(writer, spec);
        }

        if (GraphCodec.HasBelongings(spec))
        {
            GraphCodec.WriteBelongings(writer, spec);
        }

        if (followUps.Length > 0)
        {
            GraphCodec.WriteFollowUps(writer, spec, followUps);
        }

        if (hasAdmission)
        {
            AdmissionCodec.Write(writer, spec);
        }

        if (spec.ScheduleId is not null)
        {
            writer.Text(spec.ScheduleId);
        }

        if (spec.Dedup is { } dedup)
        {
            DedupCodec.Write(writer, dedup);
        }

        if (spec.ProgressHandler is not null)
        {
            writer.Text(spec.ProgressHandler);
        }

        writer.Raw(spec.Payload.Span);
        return new TaskBody(writer.ToArray());
    }

    /// <summary>Unpacks; the payload is a view into this body, not a copy.</summary>
    /// <exception cref="CorruptQueueDataException">The bytes are no body.</exception>
    public TaskSpec ToSpec(TaskId id, string kind, int priority, DateTimeOffset? notBefore) =>
        ToSpec(id, kind, priority, notBefore, generation: 0);

    internal TaskSpec ToSpec(TaskId id, string kind, int priority, DateTimeOffset? notBefore, int generation)
    {
        var reader = new ByteReader(Raw);
        ulong flags = reader.Varint();
        if ((flags & ~KnownFlags) != 0)
        {
            throw new CorruptQueueDataException($"A task body has the unknown flags {flags:x2}.");
        }

        string name = (flags & HasName) != 0 ? reader.Text() : kind;
        string contentType = (flags & HasContentType) != 0 ? reader.Text() : TaskSpec.DefaultContentType;
        string? description = (flags & HasDescription) != 0 ? reader.Text() : null;
        string[] tags = (flags & HasTags) != 0 ? ReadTags(ref reader) : [];
        TimeSpan? timeout = (flags & HasAttemptTimeout) != 0 ? TimeSpan.FromTicks(reader.LongNatural()) : null;
        var retry = (flags & HasRetry) != 0 ? RetryOptionsCodec.Read(ref reader) : null;
        var (dependsOn, policy) = (flags & HasDependenciesFlag) != 0
            ? GraphCodec.ReadDependencies(ref reader)
            : ([], DependencyFailurePolicy.Fail);
        var (batch, parent, parentBatch) = (flags & HasBelongingsFlag) != 0 ? GraphCodec.ReadBelongings(ref reader) : default;
        FollowUp[] followUps = (flags & HasFollowUpsFlag) != 0 ? GraphCodec.ReadFollowUps(ref reader, generation) : [];
        var admission = (flags & HasAdmissionFields) != 0 ? AdmissionCodec.Read(ref reader) : default;
        string? scheduleId = (flags & HasScheduleId) != 0 ? reader.Text() : null;
        var dedup = (flags & HasDedupOptions) != 0 ? DedupCodec.Read(ref reader) : null;
        string? progressHandler = (flags & HasProgressHandlerFlag) != 0 ? reader.Text() : null;
        return new TaskSpec
        {
            Id = id,
            Dedup = dedup,
            Kind = kind,
            Name = name,
            Priority = priority,
            ContentType = contentType,
            Description = description,
            Tags = tags,
            AttemptTimeout = timeout,
            Retry = retry,
            NotBefore = notBefore,
            DependsOn = dependsOn,
            OnDependencyFailed = policy,
            BatchId = batch,
            ParentId = parent,
            ParentBatchId = parentBatch,
            FollowUps = followUps,
            FairnessKey = admission.FairnessKey,
            FairnessWeight = admission.FairnessWeight,
            ConcurrencyKey = admission.ConcurrencyKey,
            RateKey = admission.RateKey,
            SizeHint = admission.SizeHint,
            Resources = admission.Resources,
            ScheduleId = scheduleId,
            ProgressHandler = progressHandler,
            Payload = Raw.AsMemory(reader.Position),
        };
    }

    /// <summary>Throws when the bytes are no body, without unpacking the texts of a sound one.</summary>
    internal void Check()
    {
        var reader = new ByteReader(Raw);
        if (reader.Varint() != 0)
        {
            // Few tasks bring more than a payload; those are unpacked once to find any damage now, not at a worker's
            // start.
            _ = ToSpec(default, string.Empty, 0, notBefore: null);
        }
    }

    /// <summary>Equal when the bytes are.</summary>
    public bool Equals(TaskBody other) => Raw.AsSpan().SequenceEqual(other.Raw);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is TaskBody other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Raw);
        return hash.ToHashCode();
    }

    /// <summary>Equal when the bytes are.</summary>
    public static bool operator ==(TaskBody left, TaskBody right) => left.Equals(right);

    /// <summary>Different when the bytes are.</summary>
    public static bool operator !=(TaskBody left, TaskBody right) => !left.Equals(right);

    private static string[] ReadTags(ref ByteReader reader)
    {
        var tags = new string[reader.Count()];
        for (int i = 0; i < tags.Length; i++)
        {
            tags[i] = reader.Text();
        }

        return tags;
    }
}
