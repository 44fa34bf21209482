using ActorQueue.Audio.Tests.Rendering;

namespace ActorQueue.Audio.Tests.Loudness;

public class DynamicComplexityTests
{
    [Fact]
    public void A_steady_tone_has_none() =>
        AudioAnalyzer.Analyze(new BufferedSamples(Tones.Sine(48000, 2, 1000, (20, -23)), 48000, 2)).DynamicComplexityLu!.Value.ShouldBe(0, 0.01);

    [Fact]
    public void Two_levels_are_measured_from_the_mean_that_the_louder_one_draws_to_itself()
    {
        // Half the time 20 LU apart: the louder half counts 1/0.9²⁰ = 8.2 times as much, so the mean lies 2.2 LU below it.
        var weight = Math.Pow(1 / 0.9, 20);
        var mean = 20 * weight / (1 + weight);
        var expected = (mean + (20 - mean)) / 2;
        var report = AudioAnalyzer.Analyze(new BufferedSamples(Tones.Sine(48000, 2, 1000, (60, -20), (60, -40)), 48000, 2));
        report.DynamicComplexityLu!.Value.ShouldBe(expected, 0.1);

        // A quarter of the time quiet: the mean moves up, and the distances are no longer symmetric.
        mean = 20 * 3 * weight / (1 + (3 * weight));
        expected = (mean + (3 * (20 - mean))) / 4;
        report = AudioAnalyzer.Analyze(new BufferedSamples(Tones.Sine(48000, 2, 1000, (90, -20), (30, -40)), 48000, 2));
        report.DynamicComplexityLu!.Value.ShouldBe(expected, 0.1);
    }

    [Fact]
    public void What_lies_below_the_gate_does_not_count() =>
        AudioAnalyzer.Analyze(new BufferedSamples(Tones.Sine(48000, 2, 1000, (20, -23), (20, -90)), 48000, 2)).DynamicComplexityLu!.Value.ShouldBeLessThan(0.5);
}
