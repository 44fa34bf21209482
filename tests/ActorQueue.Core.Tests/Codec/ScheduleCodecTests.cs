using ActorQueue.Core.Codec;

namespace ActorQueue.Core.Tests.Codec;

public sealed class ScheduleCodecTests
{
    /// <summary>On users' disks: never change them, see <see cref="EventCodecTests"/>.</summary>
    internal const string Golden = "ASqAwLCEofGd7wgIPAAHbmlnaHRseQwwIDMwIDIgKiAqID8NRXVyb3BlL0JlcmxpbgMHAoDA19ezip7vCIDA/qrGo57vCA1hdWRpby5hbmFseXplBRSBIAdncsO2w59lB25pZ2h0bHl7fQKAwNfXs4qe7whAgIDOpqUyAAduaWdodGx5gIDOpqUygMD+qsajnu8IAZypRQoAcQKDBAUGBwgJCkGAgJzNymQBgICczcpkABECQoCAnM3KZAGAgOrz75YBEXF1ZXVlLWZ1bGw6IMO8YmVyPoCAnM3KZAE/gICczcpkAYCAnM3KZIDApf7YvJ7vCEOAgJzNymQBAZypRQoAcQKDBAUGBwgJCj2AgJzNymQB7hrjtg==";

    [Fact]
    public void The_bytes_of_the_first_version_are_still_written_and_read()
    {
        Convert.ToBase64String(EventCodec.Encode(42, ScheduleEventSamples.All)).ShouldBe(Golden);
        EventCodec.Decode(Convert.FromBase64String(Golden)).Events.ShouldBe(ScheduleEventSamples.All);
    }
}
