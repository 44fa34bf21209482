using System.Buffers.Binary;
using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.Tests.Codec;

public sealed class EventCodecTests
{
    private static readonly DateTimeOffset At = QueueScenario.Start;
    private static readonly TaskId Id = TaskId.Create(At, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);

    /// <summary>One of each event of the first version, every field set.</summary>
    private static readonly QueueEvent[] FirstEvents =
    [
        new OwnershipTaken(At, 3),
        new TaskEnqueued(At.AddTicks(1), Id, "audio.analyze", 10, At.AddHours(1), TaskBody.Pack(new TaskSpec
        {
            Id = Id,
            Kind = "audio.analyze",
            Name = "größe.wav",
            ContentType = "text/plain",
            Description = "a song",
            Tags = ["x", "y"],
            AttemptTimeout = TimeSpan.FromSeconds(30),
            Retry = RetryOptions.Custom([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], timeout: TimeSpan.FromMinutes(1)),
            Payload = "{\"path\":\"größe.wav\"}"u8.ToArray(),
        })),
        new DueTasksReleased(At.AddHours(1), At.AddHours(1)),
        new AttemptStarted(At.AddHours(1), Id, 1, "node-1", TimeSpan.FromSeconds(30), IsAlone: false),
        new RetryScheduled(At.AddHours(1), Id, 1, At.AddHours(2), -9, FailureClass.Timeout, new TaskError("timeout", "Zu spät.")),
        new AttemptStarted(At.AddHours(2), Id, 2, "node-1", TimeSpan.FromSeconds(30), IsAlone: true),
        new AttemptInterrupted(At.AddHours(2), Id, 2, IsCharged: true),
        new AttemptReleased(At.AddHours(2), Id, 3),
        new CancelRequested(At.AddHours(2), Id),
        new TaskCancelled(At.AddHours(2), Id, 3),
        new TaskFailed(At.AddHours(2), Id, 4, FailureClass.Permanent, new TaskError("failed", "It broke.")),
        new TaskCompleted(At.AddHours(2), Id, 5, "{}"u8.ToArray()),
        new QueueModeChanged(At.AddHours(2), QueueMode.Draining),
        new FinishedArchived(At.AddHours(-2), 17, At.AddHours(-3), 1000),
    ];

    /// <summary>
    /// What came later: a task that stands in a graph. One array for each area of the queue, each with golden bytes of its own.
    /// </summary>
    private static readonly QueueEvent[] GraphEvents =
    [
        new TaskEnqueued(At, Id, "mix", 5, null, TaskBody.Pack(new TaskSpec
        {
            Id = Id,
            Kind = "mix",
            DependsOn = [new TaskDependency(Id), new TaskDependency(FollowUpId.Of(Id, 1, 0), DependencyCondition.End)],
            OnDependencyFailed = DependencyFailurePolicy.Cancel,
            BatchId = new BatchId(Id.Value),
            ParentId = FollowUpId.Of(Id, 1, 1),
            ParentBatchId = new BatchId(FollowUpId.Of(Id, 1, 2).Value),
            FollowUps =
            [
                new FollowUp(DependencyCondition.Failure, new TaskSpec { Id = default, Kind = "mail", Payload = "x"u8.ToArray() }),
                new FollowUp(DependencyCondition.End, new TaskSpec
                {
                    Id = default,
                    Kind = "mix",
                    Name = "again",
                    Priority = -3,
                    NotBefore = At.AddHours(1),
                    FollowUps = [new FollowUp(DependencyCondition.Success, new TaskSpec { Id = default, Kind = "last" })],
                }),
            ],
            Payload = "{}"u8.ToArray(),
        })),
        new BatchCreated(At, new BatchId(Id.Value), "albüm", new BatchId(FollowUpId.Of(Id, 1, 3).Value),
        [
            new BatchCallback(2, DependencyCondition.Failure, "mail", -1, At.AddDays(1), TaskBody.Pack(new TaskSpec { Id = Id, Kind = "mail", Name = "m" })),
        ]),
        new BatchSealed(At.AddSeconds(1), new BatchId(Id.Value)),
        new BatchEnded(At.AddSeconds(2), new BatchId(Id.Value)),
        new BatchesForgotten(At.AddDays(8), At.AddDays(1), 9_999),
        new BatchReopened(At.AddSeconds(3), new BatchId(Id.Value)),
    ];

    /// <summary>The bytes of <see cref="GraphEvents"/>; as <see cref="Golden"/>, never changed.</summary>
    private const string GraphGolden =
        "ASqAwLCEofGd7wgGAQABnKlFCgBxAoMEBQYHCAkKAANtaXgKAIgBwAMCAgGcqUUKAHECgwQFBgcICQoBAZypRQoAeDaUfQTnRFJ8XgMH"
        + "AZypRQoAcQKDBAUGBwgJCgGcqUUKAH1hqwQHysJ+nYkBnKlFCgBw/bloeq/858AQAgIEbWFpbAoAAgB4AwNtaXgFgJDCkqfyne8IE4EC"
        + "BWFnYWluAQEEbGFzdAoAAQB7fQ4AAZypRQoAcQKDBAUGBwgJCgZhbGLDvG0BAZypRQoAesyC6acinFAxwQECAgRtYWlsAYDA19ezip7v"
        + "CAMBAW0PgNrECQGcqUUKAHECgwQFBgcICQoQgLSJEwGcqUUKAHECgwQFBgcICQoRgIDwtKqSA4CAzqalMo9OEoCOzhwBnKlFCgBxAoME"
        + "BQYHCAkKsch+Ng==";

    /// <summary>The bytes of <see cref="AdmissionEvents"/>; as <see cref="Golden"/>, never changed.</summary>
    private const string AdmissionGolden = "ASqAwLCEofGd7wgDAQABnKlFCgBxAoMEBQYHCAkKAARjYWxsCgAmgAj/AwdncsO2w59lAwRob3N0A2FwaYCAgICAIJYBgICAgCAee30ygNrECQGcqUUKAHECgwQFBgcICQqAqupVM4DaxAkBnKlFCgBxAoMEBQYHCAkKAAVhZ2luZzwivRM=";

    private static readonly QueueEvent[] AdmissionEvents =
    [
        new TaskEnqueued(At, Id, "call", 5, NotBefore: null, TaskBody.Pack(new TaskSpec
        {
            Id = Id,
            Kind = "call",
            FairnessKey = "größe",
            FairnessWeight = 3,
            ConcurrencyKey = "host",
            RateKey = "api",
            SizeHint = 1L << 40,
            Resources = new ResourceNeeds { CpuPercent = 150, MemoryBytes = 1L << 33, GpuPercent = 30, RequiresGpu = true },
            Payload = "{}"u8.ToArray(),
        })),
        new RateTokenTaken(At.AddSeconds(1), Id, At.AddSeconds(9)),
        new StartCompared(At.AddSeconds(1), Id, "aging"),
    ];

    /// <summary>One of each event, every field set.</summary>
    private static readonly QueueEvent[] AllEvents = [.. FirstEvents, .. GraphEvents, .. AdmissionEvents, .. EventSamples.Control, .. ScheduleEventSamples.All, .. WorkerEventSamples.All];

    /// <summary>The bytes of each area's events. A new event needs some of its own before it is on anybody's disk.</summary>
    private static readonly string[] AllGolden =
        [Golden, GraphGolden, AdmissionGolden, ControlCodecTests.Golden, ScheduleCodecTests.Golden, WorkerCodecTests.Golden];

    /// <summary>
    /// The bytes of <see cref="FirstEvents"/> as the first version wrote them. They are on users' disks: when this test
    /// fails, the code is wrong, or a new version is needed beside the old one. Never change them.
    /// </summary>
    private const string Golden =
        "ASqAwLCEofGd7wgODAADAQIBnKlFCgBxAoMEBQYHCAkKAA1hdWRpby5hbmFseXplFICQwpKn8p3vCGk/C2dyw7bDn2Uud2F2CnRl"
        + "eHQvcGxhaW4GYSBzb25nAgF4AXmAxoaPAQMDAYDh6xeAjI2eAgAAAAAAAABAAAAAAAAAAACAjI2eAgKAreIEgNrECXsicGF0aCI6"
        + "Imdyw7bDn2Uud2F2In0CgKCjnIwCgKCjnIwCA4Cgo5yMAgGcqUUKAHECgwQFBgcICQoBAAZub2RlLTGAxoaPAQAFgKCjnIwCAZyp"
        + "RQoAcQKDBAUGBwgJCgGAwMa4mAQRBAd0aW1lb3V0CVp1IHNww6R0LgOAwMa4mAQBnKlFCgBxAoMEBQYHCAkKAgKAxoaPAQEIgMDG"
        + "uJgEAZypRQoAcQKDBAUGBwgJCgIBB4DAxriYBAGcqUUKAHECgwQFBgcICQoDCYDAxriYBAGcqUUKAHECgwQFBgcICQoKgMDGuJgE"
        + "AZypRQoAcQKDBAUGBwgJCgMGgMDGuJgEAZypRQoAcQKDBAUGBwgJCgQCBmZhaWxlZAlJdCBicm9rZS4EgMDGuJgEAZypRQoAcQKD"
        + "BAUGBwgJCgUCe30LgMDGuJgEAw3/v8a4mAQR/9/p1KQG6AfPwUQV";

    [Fact]
    public void Every_event_type_is_in_the_sample() =>
        AllEvents.Select(@event => @event.GetType()).Distinct().ShouldBe(
            typeof(QueueEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(QueueEvent))), ignoreOrder: true);

    [Fact]
    public void Every_event_type_has_bytes_that_never_change() =>
        AllGolden.SelectMany(golden => EventCodec.Decode(Convert.FromBase64String(golden)).Events).Select(@event => @event.GetType()).Distinct()
            .ShouldBe(typeof(QueueEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(QueueEvent))), ignoreOrder: true);

    [Fact]
    public void What_is_written_is_read()
    {
        var row = EventCodec.Decode(EventCodec.Encode(42, AllEvents));

        row.FirstPosition.ShouldBe(42);
        row.LastPosition.ShouldBe(42 + AllEvents.Length - 1);
        row.Events.Select(Comparable).ShouldBe(AllEvents.Select(Comparable));
        var spec = row.Events.OfType<TaskEnqueued>().First().ToSpec();
        spec.Name.ShouldBe("größe.wav");
        spec.Retry.ShouldBe(RetryOptions.Custom([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], timeout: TimeSpan.FromMinutes(1)));
        spec.Payload.ToArray().ShouldBe("{\"path\":\"größe.wav\"}"u8.ToArray());
    }

    [Fact]
    public void The_bytes_of_the_first_version_are_still_written_and_read()
    {
        byte[] golden = Convert.FromBase64String(Golden);
        Convert.ToBase64String(EventCodec.Encode(42, FirstEvents)).ShouldBe(Golden);
        EventCodec.Decode(golden).Events.Select(Comparable).ShouldBe(FirstEvents.Select(Comparable));
    }

    [Fact]
    public void Under_which_conditions_a_task_starts_is_written_and_read()
    {
        Convert.ToBase64String(EventCodec.Encode(42, AdmissionEvents)).ShouldBe(AdmissionGolden);
        var spec = EventCodec.Decode(Convert.FromBase64String(AdmissionGolden)).Events.OfType<TaskEnqueued>().First().ToSpec();
        (spec.FairnessKey, spec.FairnessWeight, spec.ConcurrencyKey, spec.RateKey, spec.SizeHint)
            .ShouldBe(("größe", 3, "host", "api", 1L << 40));
        spec.Resources.ShouldBe(new ResourceNeeds { CpuPercent = 150, MemoryBytes = 1L << 33, GpuPercent = 30, RequiresGpu = true });
        spec.Payload.ToArray().ShouldBe("{}"u8.ToArray());
    }

    [Fact]
    public void Who_hears_of_a_task_s_progress_is_written_and_read_and_costs_others_nothing()
    {
        var task = new TaskSpec { Id = Id, Kind = "k", ProgressHandler = "größe", Dedup = new DedupOptions("key", TimeSpan.FromMinutes(1)), Payload = "{}"u8.ToArray() };
        var body = TaskBody.Pack(task);
        var spec = TaskBody.FromBytes(body.Bytes.ToArray()).ToSpec(Id, "k", 5, notBefore: null);

        (spec.ProgressHandler, spec.Dedup).ShouldBe(("größe", task.Dedup));
        spec.Payload.ToArray().ShouldBe("{}"u8.ToArray());
        body.HasProgressHandler.ShouldBeTrue();
        TaskBody.Pack(task with { ProgressHandler = null }).HasProgressHandler.ShouldBeFalse();
    }

    [Fact]
    public void What_stands_in_a_graph_is_written_and_read()
    {
        var spec = EventCodec.Decode(EventCodec.Encode(1, GraphEvents)).Events.OfType<TaskEnqueued>().First().ToSpec();
        Convert.ToBase64String(EventCodec.Encode(42, GraphEvents)).ShouldBe(GraphGolden);
        spec.DependsOn.ShouldBe([new TaskDependency(Id), new TaskDependency(FollowUpId.Of(Id, 1, 0), DependencyCondition.End)]);
        spec.OnDependencyFailed.ShouldBe(DependencyFailurePolicy.Cancel);
        spec.BatchId.ShouldBe(new BatchId(Id.Value));
        spec.ParentId.ShouldBe(FollowUpId.Of(Id, 1, 1));
        spec.ParentBatchId.ShouldBe(new BatchId(FollowUpId.Of(Id, 1, 2).Value));
        spec.Payload.ToArray().ShouldBe("{}"u8.ToArray());
        spec.FollowUps.Select(followUp => (followUp.On, followUp.Task.Name, followUp.Task.Payload.Length)).ShouldBe(
            [(DependencyCondition.Failure, "mail", 1), (DependencyCondition.End, "again", 0)]);
        spec.FollowUps[1].Task.Priority.ShouldBe(-3);
        spec.FollowUps[1].Task.NotBefore.ShouldBe(At.AddHours(1));
        spec.FollowUps[1].Task.FollowUps.ShouldHaveSingleItem().Task.Kind.ShouldBe("last");
    }

    [Fact]
    public void Follow_ups_nested_without_end_are_refused_and_not_followed()
    {
        byte[] body = [0];
        for (int depth = 0; depth < 200_000; depth++)
        {
            // Flags 256 (follow-ups), one of them, on success, kind "k", priority 0, no time, then its body.
            var writer = new ByteWriter();
            writer.Raw([0x80, 0x02, 1, 1, 1, (byte)'k', 0, 0]);
            writer.Bytes(body);
            body = writer.ToArray();
            depth += body.Length > 5_000 ? 200_000 : 0;
        }

        Should.Throw<CorruptQueueDataException>(() => new TaskBody(body).Check()).Message.ShouldContain("generations");
    }

    [Fact]
    public void Any_single_damaged_byte_is_found()
    {
        byte[] row = EventCodec.Encode(42, AllEvents);
        for (int i = 0; i < row.Length; i++)
        {
            byte[] damaged = [.. row];
            damaged[i] ^= 0x10;
            Should.Throw<CorruptQueueDataException>(() => EventCodec.Decode(damaged));
        }
    }

    [Fact]
    public void Any_truncation_is_found()
    {
        byte[] row = EventCodec.Encode(42, AllEvents);
        for (int length = 0; length < row.Length; length++)
        {
            Should.Throw<CorruptQueueDataException>(() => EventCodec.Decode(row.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Hostile_bytes_with_a_right_checksum_are_refused_or_read_but_never_anything_else()
    {
        byte[] row = EventCodec.Encode(42, AllEvents);
        var random = new Random(20260301);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] hostile = [.. row];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                hostile[random.Next(hostile.Length - 4)] = (byte)random.Next(256);
            }

            Seal(hostile);
            try
            {
                EventCodec.Decode(hostile);
            }
            catch (CorruptQueueDataException)
            {
                // The one permitted answer to bytes that are none of ours.
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    [InlineData(255)]
    public void An_unknown_event_stops_recovery(byte number)
    {
        byte[] row = EventCodec.Encode(1, [new QueueModeChanged(At, QueueMode.Paused)]);
        int numberAt = row.Length - 4 - 3;
        row[numberAt].ShouldBe((byte)11);
        row[numberAt] = number;
        Seal(row);
        Should.Throw<CorruptQueueDataException>(() => EventCodec.Decode(row)).Message.ShouldContain("not known");
    }

    [Fact]
    public void An_unknown_version_stops_recovery()
    {
        byte[] row = EventCodec.Encode(1, AllEvents);
        row[0] = 2;
        Seal(row);
        Should.Throw<CorruptQueueDataException>(() => EventCodec.Decode(row)).Message.ShouldContain("version 2");
    }

    [Fact]
    public void A_waiting_task_takes_few_bytes()
    {
        var enqueued = Enumerable.Range(0, 1000).Select(i => (QueueEvent)new TaskEnqueued(
            At, Id, "audio.analyze", 5, null, TaskBody.Pack(new TaskSpec { Id = Id, Kind = "audio.analyze" }))).ToArray();
        (EventCodec.Encode(1, enqueued).Length / 1000).ShouldBeLessThan(30);
    }

    /// <summary>Bytes are compared by content, which records don't do for memory.</summary>
    private static object Comparable(QueueEvent @event) => @event switch
    {
        TaskCompleted completed => (completed with { Result = default }, Convert.ToBase64String(completed.Result.Span)),
        BatchCreated created => (created with { Callbacks = [] }, string.Join(", ", created.Callbacks)),
        CheckpointSaved saved => (saved with { State = default }, Convert.ToBase64String(saved.State.Span)),
        TaskRevived revived => (revived with { Errors = [] }, string.Join('|', revived.Errors)),
        WorkerRegistered => Convert.ToBase64String(EventCodec.Encode(1, [@event])),
        _ => @event,
    };

    private static void Seal(byte[] row) =>
        BinaryPrimitives.WriteUInt32LittleEndian(row.AsSpan(row.Length - 4), Checksum.Of(row.AsSpan(0, row.Length - 4)));
}
