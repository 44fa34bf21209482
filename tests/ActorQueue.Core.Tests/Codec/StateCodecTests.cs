using System.Buffers.Binary;
using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Tests.Codec;

public sealed class StateCodecTests
{
    [Fact]
    public void An_empty_state_comes_back()
    {
        var restored = StateCodec.Decode(StateCodec.Encode(new QueueState()));
        restored.LiveCount.ShouldBe(0);
        restored.Position.ShouldBe(0);
        restored.Mode.ShouldBe(QueueMode.Running);
    }

    [Fact]
    public void A_restored_queue_goes_on_where_the_first_one_stood()
    {
        var queue = Sample();
        var restored = new QueueScenario(queue.Queue.Settings, StateCodec.Decode(StateCodec.Encode(queue.State))) { Now = queue.Now };

        restored.State.List(new ListTasks { PageSize = 500 }).Tasks.Select(Json)
            .ShouldBe(queue.State.List(new ListTasks { PageSize = 500 }).Tasks.Select(Json));
        restored.State.Finished().Select(entry => (entry.Position, entry.Task.Id))
            .ShouldBe(queue.State.Finished().Select(entry => (entry.Position, entry.Task.Id)));
        restored.State.NextDueAt().ShouldBe(queue.State.NextDueAt());
        restored.State.NextDeadline().ShouldBe(queue.State.NextDeadline());
        restored.State.ListBatches(new ListBatches()).Batches.ShouldBe(queue.State.ListBatches(new ListBatches()).Batches);
        restored.State.LiveBytes.ShouldBe(queue.State.LiveBytes);
        restored.State.Statistics(queue.Now).ShouldBe(queue.State.Statistics(queue.Now) with { StaleReports = 0 });

        restored.Pass(TimeSpan.FromHours(2));
        queue.Pass(TimeSpan.FromHours(2));
        restored.Assign(50, "next").Select(attempt => (attempt.Id, attempt.Attempt))
            .ShouldBe(queue.Assign(50, "next").Select(attempt => (attempt.Id, attempt.Attempt)));
    }

    [Fact]
    public void Chunks_are_bounded_and_all_are_needed()
    {
        var queue = new QueueScenario(new QueueSettings { MaxLength = 0 });
        for (int i = 0; i < 200; i++)
        {
            queue.Enqueue(queue.Spec($"{i}") with { Payload = new byte[i * 4] });
        }

        var snapshot = StateCodec.Encode(queue.State, chunkBytes: 4096);

        snapshot.Chunks.Count.ShouldBeGreaterThan(20);
        snapshot.Chunks.ShouldAllBe(chunk => chunk.Length <= 4096);
        QueueScenario.SnapshotBytes(StateCodec.Decode(snapshot)).ShouldBe(QueueScenario.SnapshotBytes(queue.State));
        Should.Throw<CorruptQueueDataException>(() => StateCodec.Decode(snapshot with { Chunks = [.. snapshot.Chunks.Skip(1)] }));
        byte[][] swapped = [.. snapshot.Chunks];
        (swapped[3], swapped[4]) = (swapped[4], swapped[3]);
        Should.Throw<CorruptQueueDataException>(() => StateCodec.Decode(snapshot with { Chunks = swapped }));
    }

    [Fact]
    public void Any_single_damaged_byte_is_found()
    {
        var snapshot = StateCodec.Encode(Sample().State);
        byte[] chunk = snapshot.Chunks[0];
        for (int i = 0; i < chunk.Length; i++)
        {
            chunk[i] ^= 1;
            Should.Throw<CorruptQueueDataException>(() => StateCodec.Decode(snapshot));
            chunk[i] ^= 1;
        }

        for (int i = 0; i < snapshot.Manifest.Length; i++)
        {
            snapshot.Manifest[i] ^= 1;
            Should.Throw<CorruptQueueDataException>(() => StateCodec.Decode(snapshot));
            snapshot.Manifest[i] ^= 1;
        }

        StateCodec.Decode(snapshot).LiveCount.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Hostile_bytes_with_right_checksums_are_refused_or_read_but_never_anything_else()
    {
        var snapshot = StateCodec.Encode(Sample().State);
        var random = new Random(20260302);
        for (int round = 0; round < 5_000; round++)
        {
            byte[] chunk = [.. snapshot.Chunks[0]];
            byte[] manifest = [.. snapshot.Manifest];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                chunk[random.Next(chunk.Length)] = (byte)random.Next(256);
            }

            if (round % 3 == 0)
            {
                manifest[random.Next(manifest.Length - 4)] = (byte)random.Next(256);
            }

            SealChunk(manifest, snapshot.Chunks[0], chunk);
            Reseal(manifest);
            try
            {
                StateCodec.Decode(new StateSnapshot(manifest, [chunk, .. snapshot.Chunks.Skip(1)]));
            }
            catch (CorruptQueueDataException)
            {
                // The one permitted answer to bytes that are none of ours.
            }
        }
    }

    /// <summary>Some of everything that a state can hold.</summary>
    internal static QueueScenario Sample()
    {
        var queue = new QueueScenario();
        for (int i = 0; i < 30; i++)
        {
            queue.Enqueue(queue.Spec($"task {i}", priority: i % 7) with
            {
                Kind = i % 2 == 0 ? "even" : "odd",
                Payload = new byte[i],
                NotBefore = i % 10 == 9 ? queue.Now.AddMinutes(i) : null,
                Tags = i % 5 == 0 ? ["tag"] : [],
            });
        }

        var awaited = queue.Submit("awaited", priority: -1);
        queue.Enqueue(queue.Spec("blocked") with
        {
            DependsOn = [new TaskDependency(awaited), new TaskDependency(queue.Submit("other", -1), DependencyCondition.End)],
            OnDependencyFailed = DependencyFailurePolicy.Cancel,
            NotBefore = queue.Now.AddHours(1),
            FollowUps = [new FollowUp(DependencyCondition.End, new TaskSpec { Id = default, Kind = "after" })],
        });
        var outer = queue.Batch("outer");
        var batch = queue.Batch("inner", outer.Id) with { OnFailure = new TaskSpec { Id = default, Kind = "after", Priority = -2 } };
        queue.Create(outer);
        queue.Create(batch);
        queue.EnqueueMany(queue.Spec("a", 60) with { BatchId = batch.Id }, queue.Spec("b", -1) with { BatchId = batch.Id });
        var ended = queue.Batch("ended");
        queue.Create(ended);
        queue.Seal(ended.Id);
        queue.Seal(batch.Id);
        queue.TakeOwnership(1);
        queue.Pass(TimeSpan.FromSeconds(1));
        var first = queue.Assign(12, "one");
        queue.Pass(TimeSpan.FromSeconds(1));
        queue.Complete(first[3]);
        queue.Complete(first[0], "first");
        queue.Archive();
        queue.Complete(first[1], "second");
        queue.Fail(first[2]);
        queue.Fail(first[4], FailureClass.Permanent);
        queue.Release(first[5]);
        queue.Cancel(first[6].Id);
        queue.Cancel(queue.Submit("cancelled"));
        var lost = queue.Assign(2, "two");
        queue.Lose("two");
        queue.Assign(3, "three").ShouldHaveSingleItem().Id.ShouldBe(lost[0].Id);
        return queue;
    }

    private static string Json(TaskView view) =>
        System.Text.Json.JsonSerializer.Serialize(view, ActorQueue.Contracts.Json.QueueJson.Default.TaskView);

    private static void SealChunk(byte[] manifest, byte[] before, byte[] chunk)
    {
        Span<byte> old = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(old, Checksum.Of(before));
        int at = manifest.AsSpan().LastIndexOf(old);
        if (at >= 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(manifest.AsSpan(at), Checksum.Of(chunk));
        }
    }

    private static void Reseal(byte[] bytes) =>
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4), Checksum.Of(bytes.AsSpan(0, bytes.Length - 4)));
}
