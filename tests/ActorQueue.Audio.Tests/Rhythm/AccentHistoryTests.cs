using ActorQueue.Audio.Rhythm;

namespace ActorQueue.Audio.Tests.Rhythm;

public class AccentHistoryTests
{
    [Fact]
    public void Values_come_back_within_a_step_over_120_decibels()
    {
        var history = new AccentHistory();
        float[] values = [0, 2e-6f, 1e-5f, 0.003f, 0.2f, 1, 2];
        foreach (var value in values)
        {
            history.Add(value);
        }

        var read = new float[values.Length + 2];
        history.Read(-1, read);
        read[0].ShouldBe(0);
        read[^1].ShouldBe(0);
        for (var i = 0; i < values.Length; i++)
        {
            read[i + 1].ShouldBe(values[i], (0.035 * values[i]) + 1e-9);
        }
    }

    [Fact]
    public void Its_memory_has_a_bound()
    {
        var history = new AccentHistory();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < AccentHistory.MostFrames + 10; i++)
        {
            history.Add(0.1f);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(AccentHistory.MostFrames + 10_000);
        history.Frames.ShouldBe(AccentHistory.MostFrames);
        history.IsCut.ShouldBeTrue();
    }
}
