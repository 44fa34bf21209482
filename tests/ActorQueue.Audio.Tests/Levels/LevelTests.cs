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
