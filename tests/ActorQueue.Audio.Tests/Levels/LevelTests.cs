using ActorQueue.Audio.Levels;
using ActorQueue.Audio.Tests.Rendering;

namespace ActorQueue.Audio.Tests.Levels;

public class LevelTests
{
    [Fact]
    public void A_sine_has_its_amplitude_as_peak_and_3_dB_less_as_rms()
    {
        var report = AudioAnalyzer.Analyze(new BufferedSamples(Tones.Sine(48000, 2, 1000, (1, -6)), 48000, 2));
        report.PeakDbfs!.Value.ShouldBe(-6, 1e-3);
        report.RmsDbfs!.Value.ShouldBe(-9.0103, 1e-3);
        report.Rms!.Value.ShouldBe(Math.Pow(10, -9.0103 / 20), 1e-5);
        report.DcOffset!.Value.ShouldBe(0, 1e-6);
        report.DurationSeconds.ShouldBe(1);
        report.Channels.ShouldBe(2);
        report.SampleRateHz.ShouldBe(48000);
    }

    [Fact]
    public void A_constant_is_its_own_offset_peak_and_rms()
    {
        var samples = new float[10_001];
        samples.AsSpan().Fill(-0.25f);
        var meter = new LevelMeter();
        meter.Process(samples);
        meter.Mean.ShouldBe(-0.25);
        meter.Peak.ShouldBe(0.25f);
        meter.Squares.ShouldBe(10_001 * 0.0625, 1e-9);
        AudioAnalyzer.Analyze(new BufferedSamples(samples, 44100)).DcOffset.ShouldBe(-0.25);
    }

    [Fact]
    public void The_crest_factor_of_a_square_wave_is_0_and_of_a_sine_3_dB()
    {
        var square = Tones.Sine(48000, 1, 1000, (1, 0)).Select(sample => sample < 0 ? -0.5f : 0.5f).ToArray();
        AudioAnalyzer.Analyze(new BufferedSamples(square, 48000)).CrestFactorDb!.Value.ShouldBe(0, 1e-3);
        AudioAnalyzer.Analyze(new BufferedSamples(Tones.Sine(48000, 1, 1000, (1, -20)), 48000)).CrestFactorDb!.Value.ShouldBe(3.0103, 1e-3);
    }

    [Theory]
    [InlineData(1f, 1f, 0)]
    [InlineData(1f, 1f, 3, 1f)]
    [InlineData(1f, -1f, 0, 1f, -1f)]
    [InlineData(-1f, -1f, 4, -1f, -1f, 0f, 1f)]
    [InlineData(1.5f, 1f, 5, 0.99995f, 32767 / 32768f, 1f, -1f, -1f)]
    [InlineData(0.999f, 1f, 0, 1f, 0.999f, 1f, 1f)]
    public void A_sample_is_clipped_when_three_in_a_row_lie_at_full_scale_on_one_side(float first, float second, long clipped, params float[] rest)
    {
        float[] samples = [0.5f, first, second, .. rest, 0.5f];
        foreach (var size in new[] { 1, 2, 100 })
        {
            Cut(samples, size).ClippedSamples.ShouldBe(clipped);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(4096)]
    public void Silence_is_measured_to_the_sample_in_all_channels_together(int size)
    {
        // Left sounds for 0.3 s from 1 s on and 0.1 s from 3 s on, right once at 1.8 s; 0.5 s of silence is the least that counts.
        var samples = new float[2 * 40_000];
        for (var i = 10_000; i < 13_000; i++)
        {
            samples[2 * i] = 0.001f;
        }

        samples[(2 * 17_999) + 1] = -0.5f;
        for (var i = 30_000; i < 31_000; i++)
        {
            samples[2 * i] = -0.9f;
        }

        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = samples[i] == 0 ? 0.00099f : samples[i];
        }

        var report = Cut(samples, size, channels: 2, sampleRateHz: 10_000);
        report.LeadingSilenceSeconds.ShouldBe(1);
        report.TrailingSilenceSeconds.ShouldBe(0.9);
        report.SilenceSeconds.ShouldBe(1 + 1.2 + 0.9);

        // 4,999 frames between 1.3 and 1.8 s are one short of half a second; one sample earlier makes them enough.
        samples[2 * 12_999] = 0;
        Cut(samples, size, channels: 2, sampleRateHz: 10_000).SilenceSeconds.ShouldBe(1 + 0.5 + 1.2 + 0.9);
    }

    [Fact]
    public void Silence_throughout_leads_trails_and_counts_whole()
    {
        var report = AudioAnalyzer.Analyze(new BufferedSamples(new float[30_000], 10_000));
        (report.LeadingSilenceSeconds, report.TrailingSilenceSeconds, report.SilenceSeconds).ShouldBe((3, 3, 3));
    }

    [Fact]
    public void The_peak_is_found_at_every_position()
    {
        for (var at = 0; at < 37; at++)
        {
            var samples = new float[37];
            samples[at] = -0.5f;
            var meter = new LevelMeter();
            meter.Process(samples);
            meter.Peak.ShouldBe(0.5f);
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(2048)]
    [InlineData(5000)]
    [InlineData(44100)]
    public void The_zero_crossing_rate_is_the_mean_over_librosas_frames(int length)
    {
        var samples = Tones.Noise(length, 1, length);
        var counter = new ZeroCrossingCounter();
        for (var at = 0; at < length; at += 333)
        {
            counter.Process(samples.AsSpan(at, Math.Min(333, length - at)));
        }

        counter.Rate()!.Value.ShouldBe(CrossingsFrameByFrame(samples), 1e-12);
    }

    [Fact]
    public void A_sine_crosses_zero_twice_a_period()
    {
        var report = AudioAnalyzer.Analyze(new BufferedSamples(Tones.Sine(48000, 1, 1000, (4, -6)), 48000));
        report.ZeroCrossingRate!.Value.ShouldBe(2 * 1000 / 48000.0, 4e-4);
    }

    private static AudioReport Cut(float[] samples, int size, int channels = 1, int sampleRateHz = 44100)
    {
        var analysis = new Analysis(sampleRateHz, channels, size, AnalysisOptions.Default);
        for (var at = 0; at < samples.Length; at += size * channels)
        {
            analysis.Process(samples.AsSpan(at, Math.Min(size * channels, samples.Length - at)).ToArray());
        }

        return analysis.Finish();
    }

    // The definition, computed the slow way: frames of 2048 around every 512th sample, edges repeated, the first sample of a frame doesn't count.
    private static double CrossingsFrameByFrame(float[] samples)
    {
        var frames = 1 + (samples.Length / 512);
        double sum = 0;
        for (var t = 0; t < frames; t++)
        {
            var crossings = 0;
            for (var i = 1; i < 2048; i++)
            {
                var now = samples[Math.Clamp((t * 512) - 1024 + i, 0, samples.Length - 1)];
                var before = samples[Math.Clamp((t * 512) - 1024 + i - 1, 0, samples.Length - 1)];
                crossings += (now < 0) != (before < 0) ? 1 : 0;
            }

            sum += crossings / 2048.0;
        }

        return sum / frames;
    }
}
