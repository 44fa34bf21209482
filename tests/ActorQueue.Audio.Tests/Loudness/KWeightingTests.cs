using ActorQueue.Audio.Loudness;

namespace ActorQueue.Audio.Tests.Loudness;

public class KWeightingTests
{
    [Fact]
    public void At_48_kHz_the_coefficients_are_those_of_the_standard()
    {
        // ITU-R BS.1770-4, Annex 1, tables 1 and 2.
        var filter = new KWeighting(48000);
        filter.Shelf.B0.ShouldBe(1.53512485958697, 1e-12);
        filter.Shelf.B1.ShouldBe(-2.69169618940638, 1e-12);
        filter.Shelf.B2.ShouldBe(1.19839281085285, 1e-12);
        filter.Shelf.A1.ShouldBe(-1.69065929318241, 1e-12);
        filter.Shelf.A2.ShouldBe(0.73248077421585, 1e-12);
        filter.HighPass.A1.ShouldBe(-1.99004745483398, 1e-12);
        filter.HighPass.A2.ShouldBe(0.99007225036621, 1e-12);
        (filter.HighPass.B0, filter.HighPass.B1, filter.HighPass.B2).ShouldBe((1, -2, 1));
    }

    [Fact]
    public void A_full_scale_sine_of_997_Hz_in_one_channel_reads_minus_3_01()
    {
        // BS.1770-4, Annex 1, note 2.
        var samples = Rendering.Tones.Sine(48000, 1, 997, (5, 0));
        var report = AudioAnalyzer.Analyze(new Rendering.BufferedSamples(samples, 48000));
        report.IntegratedLufs!.Value.ShouldBe(-3.01, 0.01);
    }

    [Fact]
    public void Filtering_allocates_nothing()
    {
        var filter = new KWeighting(48000);
        var samples = new float[1000];
        filter.SumOfSquares(samples, samples);
        var before = GC.GetAllocatedBytesForCurrentThread();
        filter.SumOfSquares(samples, samples);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
