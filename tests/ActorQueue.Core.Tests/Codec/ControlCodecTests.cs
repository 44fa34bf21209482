using ActorQueue.Core.Codec;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.Tests.Codec;

public sealed class ControlCodecTests
{
    /// <summary>On users' disks: never change them, see <see cref="EventCodecTests"/>.</summary>
    internal const string Golden = "ASqAwLCEofGd7wgJHgABnKlFCgBxAoMEBQYHCAkKHwABnKlFCgBxAoMEBQYHCAkKIAABnKlFCgBxAoMEBQYHCAkKByEAAZypRQoAcQKDBAUGBwgJCiIAAZypRQoAcQKDBAUGBwgJCgUjAAANYXVkaW8uYW5hbHl6ZQEkAAGcqUUKAHECgwQFBgcICQoBDQIJDwELZ3LDtsOfZS53YXZ7fQIBA4DAsISh8Z3vCAZub2RlLTEDDW91dC1vZi1tZW1vcnkIWnUgdmllbC4BCYCQwpKn8p3vCAACBmZhaWxlZAlJdCBicm9rZS4mAAECgJiavAQlAAGcqUUKAHECgwQFBgcICQoEBGhhbGYmbvJr";

    [Fact]
    public void The_bytes_of_the_first_version_are_still_written_and_read()
    {
        Convert.ToBase64String(EventCodec.Encode(42, EventSamples.Control)).ShouldBe(Golden);
        var row = EventCodec.Decode(Convert.FromBase64String(Golden));
        Convert.ToBase64String(EventCodec.Encode(42, row.Events)).ShouldBe(Golden);
        var revived = row.Events.OfType<TaskRevived>().Single();
        (revived.Kind, revived.Priority, revived.Run, revived.Attempt).ShouldBe(("audio.analyze", -7, 2, 9));
        revived.Errors.Select(error => (error.Attempt, error.Code)).ShouldBe([(3, "out-of-memory"), (9, "failed")]);
        row.Events.OfType<CheckpointSaved>().Single().State.ToArray().ShouldBe("half"u8.ToArray());
        row.Events.OfType<BreakerChanged>().Single().State.ShouldBe(State.BreakerState.Open);
        row.Events.OfType<KindPauseChanged>().Single().IsPaused.ShouldBeTrue();
        row.Events.OfType<TaskReprioritised>().Single().Priority.ShouldBe(-3);
        row.Events.OfType<AttemptPaused>().Single().Attempt.ShouldBe(7);
    }
}
