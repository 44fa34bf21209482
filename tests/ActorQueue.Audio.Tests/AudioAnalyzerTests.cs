using System.Text.Json;
using ActorQueue.Audio.Decoding;
using ActorQueue.Audio.Tests.Rendering;
using NAudio.Wave;

namespace ActorQueue.Audio.Tests;

public class AudioAnalyzerTests
{
    [Fact]
    public void How_the_source_delivers_its_samples_changes_nothing()
    {
        var music = Stereo(RenderedMusic.Render(MusicStyle.Rock, 100, seconds: 6));
        var whole = Json(AudioAnalyzer.Analyze(new BufferedSamples(music, 44100, 2)));
        Json(AudioAnalyzer.Analyze(new BufferedSamples(music, 44100, 2, largestRead: 2))).ShouldBe(whole);
        Json(AudioAnalyzer.Analyze(new BufferedSamples(music, 44100, 2, largestRead: 1234))).ShouldBe(whole);
    }

    [Fact]
    public void The_block_size_changes_nothing_but_the_last_digits()
    {
        var music = RenderedMusic.Render(MusicStyle.Piano, 100, seconds: 6);
        var reports = new[] { 1, 37, 441, 4096, 100_000 }.Select(size =>
        {
            var analysis = new Analysis(44100, 1, size, AnalysisOptions.Default);
            for (var at = 0; at < music.Length; at += size)
            {
                analysis.Process(music.AsSpan(at, Math.Min(size, music.Length - at)));
            }

            return Json(analysis.Finish());
        }).ToArray();
        reports.ShouldAllBe(report => report == reports[0]);
    }

    [Fact]
    public void A_block_allocates_nothing()
    {
        var music = RenderedMusic.Render(MusicStyle.Rock, 130, seconds: 1);
        var analysis = new Analysis(44100, 1, 4096, AnalysisOptions.Default);
        for (var i = 0; i < 200; i++)
        {
            analysis.Process(music.AsSpan(4096 * (i % 10), 4096));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 400; i++)
        {
            analysis.Process(music.AsSpan(4096 * (i % 10), 4096));
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void One_analysis_takes_a_few_megabytes_whatever_the_length()
    {
        var noise = Tones.Noise(4096 * 2, 0.3, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var analysis = new Analysis(48000, 2, 4096, AnalysisOptions.Default);
        for (var i = 0; i < 1000; i++)
        {
            analysis.Process(noise);
        }

        analysis.Finish();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(8 << 20);
    }

    [Fact]
    public void Silence_has_no_levels_loudness_tempo_or_key()
    {
        var report = AudioAnalyzer.Analyze(new BufferedSamples(new float[5 * 48000 * 2], 48000, 2));
        report.DurationSeconds.ShouldBe(5);
        report.PeakDbfs.ShouldBeNull();
        report.TruePeakDbtp.ShouldBeNull();
        report.RmsDbfs.ShouldBeNull();
        report.Rms.ShouldBe(0);
        report.IntegratedLufs.ShouldBeNull();
        report.LoudnessRangeLu.ShouldBeNull();
        report.MomentaryMaxLufs.ShouldBeNull();
        report.ShortTermMaxLufs.ShouldBeNull();
        report.TempoBpm.ShouldBeNull();
        report.BeatsSeconds.ShouldBeEmpty();
        report.OnsetsSeconds.ShouldBeEmpty();
        report.OnsetRate.ShouldBe(0);
        report.Key.ShouldBeNull();
        report.ZeroCrossingRate.ShouldBe(0);
        report.SpectralFlatness.ShouldBe(1);
        Json(report).ShouldNotContain("NaN");
    }

    [Fact]
    public void An_empty_source_is_no_error_but_says_so()
    {
        var report = AudioAnalyzer.Analyze(new BufferedSamples([], 44100));
        report.DurationSeconds.ShouldBe(0);
        report.Rms.ShouldBeNull();
        report.Mfcc.ShouldBeNull();
        report.Warnings.ShouldHaveSingleItem().ShouldStartWith("no-audio:");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(500)]
    [InlineData(44100)]
    public void Very_short_audio_gets_what_can_be_measured(int frames)
    {
        var report = AudioAnalyzer.Analyze(new BufferedSamples(Tones.Noise(frames, 0.5, 9), 44100));
        report.PeakDbfs.ShouldNotBeNull();
        report.SpectralCentroidHz.ShouldNotBeNull();
        report.TempoBpm.ShouldBeNull();
        Json(report).ShouldNotContain("Infinity");
    }

    [Fact]
    public void Samples_that_are_no_numbers_count_as_silence_and_are_reported()
    {
        var clean = RenderedMusic.Render(MusicStyle.Piano, 100, seconds: 5);
        var broken = (float[])clean.Clone();
        foreach (var (at, value) in new[] { (1000, float.NaN), (1001, float.PositiveInfinity), (70_000, float.NegativeInfinity), (90_003, 1e30f), (clean.Length - 1, float.NaN) })
        {
            broken[at] = value;
            clean[at] = 0;
        }

        var report = AudioAnalyzer.Analyze(new BufferedSamples(broken, 44100));
        report.Warnings.ShouldHaveSingleItem().ShouldStartWith("invalid-samples: 5 ");
        Json(report with { Warnings = [] }).ShouldBe(Json(AudioAnalyzer.Analyze(new BufferedSamples(clean, 44100))));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(8000)]
    [InlineData(11025)]
    [InlineData(384_000)]
    [InlineData(768_000)]
    public void Every_sample_rate_ends_in_a_report(int rate)
    {
        var report = AudioAnalyzer.Analyze(new BufferedSamples(Tones.Noise(2 * rate, 0.5, 2), rate));
        report.SpectralCentroidHz!.Value.ShouldBe(rate / 4.0, 0.05 * rate);
        (report.IntegratedLufs is null).ShouldBe(rate < 8000);
    }

    [Fact]
    public void Many_channels_are_measured_together()
    {
        var samples = new float[48000 * 64];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (i % 64) == 63 ? 0.5f * MathF.Sin(i / 64 * 0.1f) : 0;
        }

        var report = AudioAnalyzer.Analyze(new BufferedSamples(samples, 48000, 64));
        report.Channels.ShouldBe(64);
        report.PeakDbfs!.Value.ShouldBe(-6.02, 0.01);
        report.RmsDbfs!.Value.ShouldBe(-6.02 - 3.01 - (10 * Math.Log10(64)), 0.01);
    }

    [Fact]
    public void Channel_weights_can_be_given_and_are_checked()
    {
        var tone = Tones.Sine(48000, 1, 1000, (2, -20));
        var plain = AudioAnalyzer.Analyze(new BufferedSamples(tone, 48000)).IntegratedLufs!.Value;
        var doubled = new AnalysisOptions { ChannelWeights = [2] };
        AudioAnalyzer.Analyze(new BufferedSamples(tone, 48000), doubled).IntegratedLufs!.Value.ShouldBe(plain + 3.01, 0.011);
        foreach (double[] weights in new double[][] { [], [1, 1], [-1], [double.NaN] })
        {
            Should.Throw<ArgumentException>(() => AudioAnalyzer.Analyze(
                new BufferedSamples(tone, 48000), new AnalysisOptions { ChannelWeights = weights }));
        }
    }

    [Fact]
    public void Cancellation_stops_before_the_next_block()
    {
        using var cancellation = new CancellationTokenSource();
        var blocks = 0;
        var progress = new Synchronous(_ =>
        {
            if (++blocks == 3)
            {
                cancellation.Cancel();
            }
        });
        Should.Throw<OperationCanceledException>(() => AudioAnalyzer.Analyze(
            new BufferedSamples(new float[1_000_000], 44100), null, progress, cancellation.Token));
        blocks.ShouldBe(3);
    }

    [Fact]
    public void A_file_is_analysed_with_progress_against_its_declared_length()
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var writer = new WaveFileWriter(path, WaveFormat.CreateIeeeFloatWaveFormat(44100, 1)))
            {
                var tone = Tones.Sine(44100, 1, 1000, (1, -20));
                writer.WriteSamples(tone, 0, tone.Length);
            }

            var fractions = new List<double?>();
            var report = AudioAnalyzer.Analyze(path, progress: new Synchronous(step => fractions.Add(step.Fraction)));
            report.DurationSeconds.ShouldBe(1);
            report.PeakDbfs!.Value.ShouldBe(-20, 0.01);
            fractions.Count.ShouldBe(11);
            fractions[^1].ShouldBe(1);
            fractions.ShouldBe(fractions.Order());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_missing_file_is_an_error_with_a_code() =>
        Should.Throw<AudioException>(() => AudioAnalyzer.Analyze("/nowhere/at-all.wav")).Code.ShouldBe("file-not-found");

    [Fact]
    public void The_report_has_the_documented_names_and_survives_a_round_trip()
    {
        var report = AudioAnalyzer.Analyze(new BufferedSamples(RenderedMusic.Render(MusicStyle.Rock, 120, seconds: 8), 44100));
        using var document = JsonDocument.Parse(Json(report));
        string[] names =
        [
            "durationSeconds", "sampleRateHz", "channels", "peakDbfs", "truePeakDbtp", "rmsDbfs", "rms", "crestFactorDb", "dcOffset", "clippedSamples", "silenceSeconds", "leadingSilenceSeconds", "trailingSilenceSeconds", "integratedLufs",
            "loudnessRangeLu", "momentaryMaxLufs", "shortTermMaxLufs", "dynamicComplexityLu", "tempoBpm", "tempoConfidence", "tempoAlternativesBpm", "beatsSeconds", "onsetsSeconds", "onsetRate", "key", "scale",
            "keyStrength", "tuningHz", "chroma", "spectralCentroidHz", "spectralBandwidthHz", "spectralSkewness", "spectralKurtosis", "spectralRolloffHz",
            "spectralFlatness", "spectralContrastDb", "spectralFlux", "spectralComplexity",
            "zeroCrossingRate", "mfcc", "tags", "warnings",
        ];
        document.RootElement.EnumerateObject().Select(property => property.Name).ShouldBe(names, ignoreOrder: true);
        document.RootElement.GetProperty("mfcc").GetArrayLength().ShouldBe(20);
        document.RootElement.GetProperty("chroma").GetArrayLength().ShouldBe(12);
        var back = JsonSerializer.Deserialize(Json(report), AudioReportJsonContext.Default.AudioReport)!;
        Json(back).ShouldBe(Json(report));
    }

    private static string Json(AudioReport report) => JsonSerializer.Serialize(report, AudioReportJsonContext.Default.AudioReport);

    private static float[] Stereo(float[] mono) => [.. mono.SelectMany(sample => new[] { sample, 0.7f * sample })];

    private sealed class Synchronous(Action<AnalysisProgress> report) : IProgress<AnalysisProgress>
    {
        public void Report(AnalysisProgress value) => report(value);
    }
}
