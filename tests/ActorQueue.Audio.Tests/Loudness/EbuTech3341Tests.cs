using ActorQueue.Audio.Tests.Rendering;

namespace ActorQueue.Audio.Tests.Loudness;

/// <summary>
/// The minimum requirements of EBU Tech 3341 (table 1), on signals made from its text: stereo sines of 1000 Hz, expected values ±0.1 LU.
/// </summary>
public class EbuTech3341Tests
{
    private const double ToleranceLu = 0.1;
    private const double Silence = double.NegativeInfinity;

    [Theory]
    [InlineData(44100)]
    [InlineData(48000)]
    [InlineData(96000)]
    [InlineData(192000)]
    [InlineData(22050)]
    public void Cases_1_and_2_a_steady_sine_reads_its_level(int rate)
    {
        foreach (var level in new[] { -23.0, -33.0 })
        {
            var report = Analyze(rate, (20, level));
            report.IntegratedLufs!.Value.ShouldBe(level, ToleranceLu);
            report.MomentaryMaxLufs!.Value.ShouldBe(level, ToleranceLu);
            report.ShortTermMaxLufs!.Value.ShouldBe(level, ToleranceLu);
        }
    }

    [Fact]
    public void Case_3_quiet_parts_fall_to_the_relative_gate() =>
        Analyze(48000, (10, -36), (60, -23), (10, -36)).IntegratedLufs!.Value.ShouldBe(-23, ToleranceLu);

    [Fact]
    public void Case_4_near_silence_falls_to_the_absolute_gate() =>
        Analyze(48000, (10, -72), (10, -36), (60, -23), (10, -36), (10, -72))
            .IntegratedLufs!.Value.ShouldBe(-23, ToleranceLu);

    [Fact]
    public void Case_5_what_passes_the_gate_is_averaged_by_energy() =>
        Analyze(48000, (20, -26), (20.1, -20), (20, -26)).IntegratedLufs!.Value.ShouldBe(-23, ToleranceLu);

    [Fact]
    public void Case_6_surround_channels_have_their_weights()
    {
        // 5.0: −28 dBFS left and right, −24 centre, −30 surrounds; here in 5.1 with a loud low-frequency channel that must not count.
        double[] levels = [-28, -28, -24, -6, -30, -30];
        var samples = new float[20 * 48000 * 6];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (float)(Math.Pow(10, levels[i % 6] / 20) * Math.Sin(2 * Math.PI * 1000 * (i / 6) / 48000));
        }

        AudioAnalyzer.Analyze(new BufferedSamples(samples, 48000, 6)).IntegratedLufs!.Value.ShouldBe(-23, ToleranceLu);
    }

    [Fact]
    public void Case_9_the_short_term_loudness_covers_three_seconds()
    {
        var parts = Enumerable.Repeat(new[] { (1.34, -20.0), (1.66, -30.0) }, 5).SelectMany(part => part).ToArray();
        Analyze(48000, parts).ShortTermMaxLufs!.Value.ShouldBe(-23, ToleranceLu);
    }

    [Fact]
    public void Case_10_the_largest_short_term_loudness_is_found_wherever_it_begins()
    {
        for (var i = 0; i < 20; i++)
        {
            Analyze(48000, (i * 0.15, Silence), (3, -23), (1, Silence))
                .ShortTermMaxLufs!.Value.ShouldBe(-23, ToleranceLu, $"file {i}");
        }
    }

    [Fact]
    public void Case_12_the_momentary_loudness_covers_400_milliseconds()
    {
        var parts = Enumerable.Repeat(new[] { (0.18, -20.0), (0.22, -30.0) }, 25).SelectMany(part => part).ToArray();
        Analyze(48000, parts).MomentaryMaxLufs!.Value.ShouldBe(-23, ToleranceLu);
    }

    [Fact]
    public void Case_13_the_largest_momentary_loudness_is_found_wherever_it_begins()
    {
        for (var i = 0; i < 20; i++)
        {
            Analyze(48000, (i * 0.02, Silence), (0.4, -23), (1, Silence))
                .MomentaryMaxLufs!.Value.ShouldBe(-23, ToleranceLu, $"file {i}");
        }
    }

    [Theory]
    [InlineData(0.25, 0.0, -6.0)]
    [InlineData(0.25, 45.0, -6.0)]
    [InlineData(1 / 6.0, 60.0, -6.0)]
    [InlineData(0.125, 67.5, -6.0)]
    [InlineData(0.25, 45.0, 3.0)]
    public void Cases_15_to_19_the_true_peak_is_found_between_samples(double ratio, double phaseDegrees, double expected)
    {
        // A sine of a fraction of the sample rate whose samples miss its crests; tolerance +0.2, −0.4 dB.
        var samples = new float[48000];
        var amplitude = Math.Pow(10, expected / 20);
        for (var i = 0; i < samples.Length; i++)
        {
            // Faded, since a tone that starts at full level overshoots in any band-limited system.
            var fade = Math.Min(1, Math.Min(i, samples.Length - i) / 4800.0);
            samples[i] = (float)(fade * amplitude * Math.Sin((2 * Math.PI * ratio * i) + (phaseDegrees * Math.PI / 180)));
        }

        var peak = AudioAnalyzer.Analyze(new BufferedSamples(samples, 48000)).TruePeakDbtp!.Value;
        peak.ShouldBeInRange(expected - 0.4, expected + 0.2);
    }

    private static AudioReport Analyze(int rate, params (double Seconds, double Dbfs)[] parts) =>
        AudioAnalyzer.Analyze(new BufferedSamples(Tones.Sine(rate, 2, 1000, parts), rate, 2));
}
