using ActorQueue.Core.Codec;
using ActorQueue.Core.Events;
using ActorQueue.Core.Workers;

namespace ActorQueue.Core.Tests.Codec;

public sealed class WorkerCodecTests
{
    /// <summary>On users' disks: never change them, see <see cref="EventCodecTests"/>.</summary>
    internal const string Golden = "ASqAwLCEofGd7wgDRgAJd8O2cmtlci0xB3fDtnJrZXIGICu4DVN7HaPji9MDYaqFVoa94OrNcWL+9qJf6Xv1J6JbAg1hdWRpby5hbmFseXplA21peAXGAQdIAgAJd8O2cmtlci0xAUcEAdOSC/I=";

    [Fact]
    public void The_bytes_of_the_first_version_are_still_written_and_read()
    {
        Convert.ToBase64String(EventCodec.Encode(42, WorkerEventSamples.All)).ShouldBe(Golden);
        var row = EventCodec.Decode(Convert.FromBase64String(Golden));
        Convert.ToBase64String(EventCodec.Encode(42, row.Events)).ShouldBe(Golden);
        var worker = row.Events.OfType<WorkerRegistered>().Single().Worker;
        worker.Kinds.ShouldBe(["audio.analyze", "mix"]);
        (worker.MinPriority, worker.MaxPriority, worker.MaxAttempts).ShouldBe((-3, 99, 7));
        worker.TokenHash.ToArray().ShouldBe(QueuePartition.HashOf("secret"));
    }

    [Fact]
    public void A_local_pool_has_no_priorities_to_be_read_wrongly()
    {
        WorkerDefinition local = new() { Id = "here", Name = "local pool", IsLocal = true };
        var row = EventCodec.Decode(EventCodec.Encode(1, [new WorkerRegistered(QueueScenario.Start, local)]));
        row.Events.OfType<WorkerRegistered>().Single().Worker.MinPriority.ShouldBeNull();
    }
}
