using ActorQueue.Audio.Tests.Rendering;

namespace ActorQueue.Audio.Tests.Loudness;

/// <summary>The minimum requirements of EBU Tech 3342 (table 1) on signals made from its text: stereo sines of 1000 Hz, 20 s a level, expected values ±1 LU.</summary>
public class EbuTech3342Tests
{
    [Theory]
    [InlineData(10.0, -20.0, -30.0)]
    [InlineData(5.0, -20.0, -15.0)]
    [InlineData(20.0, -40.0, -20.0)]
    [InlineData(15.0, -50.0, -35.0, -20.0, -35.0, -50.0)]
    public void The_loudness_range_is_the_distance_of_the_levels(double expected, params double[] levels)
    {
        var samples = Tones.Sine(48000, 2, 1000, [.. levels.Select(level => (20.0, level))]);
        var report = AudioAnalyzer.Analyze(new BufferedSamples(samples, 48000, 2));
        report.LoudnessRangeLu!.Value.ShouldBe(expected, 0.1);
    }
}
