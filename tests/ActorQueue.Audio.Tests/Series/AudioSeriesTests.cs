using ActorQueue.Audio.Series;
using ActorQueue.Audio.Tests.Rendering;

namespace ActorQueue.Audio.Tests.Series;

public class AudioSeriesTests
{
    private const int Rate = 44_100;

    [Fact]
    public void There_is_no_series_unless_it_is_asked_for()
    {
        var samples = Tones.Noise(Rate, 0.5, 1);
        AudioAnalyzer.Analyze(new BufferedSamples(samples, Rate)).Series.ShouldBeNull();
        SeriesOf(samples).DurationSeconds.ShouldBe(1);
        AudioAnalyzer.Analyze(new BufferedSamples([], Rate), new AnalysisOptions { WithSeries = true }).Series.ShouldBeNull();
    }

    [Fact]
    public void The_waveform_shows_each_stretch_at_its_place()
    {
        // A second at −0.25, one of a square wave of ±0.5, one of silence.
        var samples = new float[3 * Rate];
        for (var i = 0; i < Rate; i++)
        {
            samples[i] = -0.25f;
            samples[Rate + i] = i % 2 == 0 ? 0.5f : -0.5f;
        }

        var track = SeriesOf(samples).Waveform;
        (track.Columns * track.ColumnSeconds).ShouldBe(3, 0.01);
        Column(track, 0.5).ShouldBe([-0.25f, -0.25f, 0.25f]);
        Column(track, 1.5).ShouldBe([-0.5f, 0.5f, 0.5f]);
        Column(track, 2.5).ShouldBe([0, 0, 0]);
    }

    [Fact]
    public void The_channels_share_one_waveform()
    {
        var samples = new float[2 * Rate];
        for (var i = 0; i < Rate; i++)
        {
            samples[2 * i] = 0.6f;
            samples[(2 * i) + 1] = -0.8f;
        }

        var column = SeriesOf(samples, channels: 2).Waveform.Column(3);
        column[0].ShouldBe(-0.8f);
        column[1].ShouldBe(0.6f);

        // √((0.36 + 0.64) / 2)
        column[2].ShouldBe(MathF.Sqrt(0.5f), 1e-5f);
    }

    [Fact]
    public void A_tone_is_light_in_its_mel_band_and_pitch_class_and_nowhere_else()
    {
        // A above middle C for two seconds, then the E above it.
        var samples = new float[4 * Rate];
        for (var i = 0; i < samples.Length; i++)
        {
            var hz = i < 2 * Rate ? 440 : 659.2551;
            samples[i] = (float)(0.5 * Math.Sin(2 * Math.PI * hz * i / Rate));
        }

        var series = SeriesOf(samples);

        // Slaney's scale is linear below 1 kHz, 200/3 Hz a mel; 22,050 Hz is 15 + 27·ln(22.05)/ln(6.4) mels.
        var melsPerBand = (15 + (27 * Math.Log(22.05) / Math.Log(6.4))) / 129;
        Strongest(Column(series.MelDb, 1)).ShouldBe((int)Math.Round((440 / (200.0 / 3) / melsPerBand) - 1));
        Strongest(Column(series.MelDb, 3)).ShouldBe((int)Math.Round((659.2551 / (200.0 / 3) / melsPerBand) - 1));
        Column(series.MelDb, 1)[100].ShouldBe(-AudioSeries.MelRangeDb);
        Strongest(Column(series.Chroma, 1)).ShouldBe(9);
        Strongest(Column(series.Chroma, 3)).ShouldBe(4);
        Column(series.Chroma, 1)[9].ShouldBe(1);
        Column(series.Chroma, 1)[0].ShouldBeLessThan(0.1f);
    }

    [Fact]
    public void Loudness_over_time_reads_what_the_standard_says()
    {
        // EBU Tech 3341, case 1 and 2: 1 kHz stereo sines of −23 and −33 dBFS read −23 and −33 LUFS.
        var samples = new float[2 * 20 * 48_000];
        for (var i = 0; i < samples.Length / 2; i++)
        {
            var gain = Math.Pow(10, (i < 10 * 48_000 ? -23 : -33) / 20.0);
            samples[2 * i] = samples[(2 * i) + 1] = (float)(gain * Math.Sin(2 * Math.PI * 1000 * i / 48_000));
        }

        var series = AudioAnalyzer.Analyze(new BufferedSamples(samples, 48_000, 2), new AnalysisOptions { WithSeries = true }).Series.ShouldNotBeNull();
        var loudness = series.Loudness.ShouldNotBeNull();
        Column(loudness, 0.2)[0].ShouldBe(float.NaN);
        Column(loudness, 2)[1].ShouldBe(float.NaN);
        Column(loudness, 5).ShouldAllBe(value => Math.Abs(value + 23) < 0.1);
        Column(loudness, 19).ShouldAllBe(value => Math.Abs(value + 33) < 0.1);

        // Half of the energy of −23 and −33 together, 10 LU lower; the blocks across the change hardly count.
        series.RelativeGateLufs!.Value.ShouldBe((10 * Math.Log10((Math.Pow(10, -2.3) + Math.Pow(10, -3.3)) / 2)) - 10, 0.2);
    }

    [Fact]
    public void Below_8_kHz_there_is_a_series_without_loudness() =>
        AudioAnalyzer.Analyze(new BufferedSamples(Tones.Noise(2000, 0.5, 1), 4000), new AnalysisOptions { WithSeries = true }).Series.ShouldNotBeNull().Loudness.ShouldBeNull();

    [Fact]
    public void The_tempo_evidence_is_greatest_at_the_tempo_or_its_multiples()
    {
        var report = AudioAnalyzer.Analyze(new BufferedSamples(RenderedMusic.Render(MusicStyle.Rock, 100, seconds: 12), Rate), new AnalysisOptions { WithSeries = true });
        var evidence = report.Series.ShouldNotBeNull().TempoEvidence;
        evidence.Count.ShouldBe(201);
        evidence[(int)Math.Round(report.TempoBpm!.Value) - AudioSeries.SlowestBpm].ShouldBe(report.TempoConfidence!.Value, 0.05);
        evidence[117 - AudioSeries.SlowestBpm].ShouldBeLessThan(report.TempoConfidence!.Value / 2);
    }

    [Fact]
    public void Onsets_stand_where_sounds_begin()
    {
        var samples = new float[4 * Rate];
        var click = Tones.Noise(2000, 0.8, 5);
        click.CopyTo(samples, Rate);
        click.CopyTo(samples, 3 * Rate);
        var onsets = SeriesOf(samples).Onsets;
        var strong = Enumerable.Range(0, onsets.Columns).Where(i => onsets.Column(i)[0] > 1).Select(i => i * onsets.ColumnSeconds).ToArray();
        strong.ShouldAllBe(time => Math.Abs(time - 1) < 0.05 || Math.Abs(time - 3) < 0.05);
        strong.Min().ShouldBeLessThan(2);
        strong.Max().ShouldBeGreaterThan(2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(AudioSeries.MaxColumns - 1)]
    [InlineData(AudioSeries.MaxColumns)]
    [InlineData(AudioSeries.MaxColumns + 1)]
    [InlineData(1_234_567)]
    public void Columns_are_bounded_whatever_the_length_and_keep_means_and_maxima(int frames)
    {
        var means = new SeriesColumns(1, 0.01, keepsLargest: false);
        var maxima = new SeriesColumns(1, 0.01, keepsLargest: true);
        for (var i = 0; i < frames; i++)
        {
            float[] value = [i % 7 == 3 ? -1 : -8];
            means.Add(value);
            maxima.Add(value);
        }

        var track = means.ToTrack(1, (from, to) => from.CopyTo(to));
        track.Columns.ShouldBeInRange(1, AudioSeries.MaxColumns - 1);
        if (frames > AudioSeries.MaxColumns)
        {
            track.Columns.ShouldBeGreaterThanOrEqualTo(AudioSeries.MaxColumns / 2);
        }

        var framesPerColumn = track.ColumnSeconds / 0.01;
        (track.Columns * framesPerColumn).ShouldBeInRange(frames, frames + framesPerColumn);
        if (frames > 1_000_000)
        {
            track.Column(17)[0].ShouldBe(-7, 0.01f);
            maxima.ToTrack(1, (from, to) => from.CopyTo(to)).Column(17)[0].ShouldBe(-1);
        }
    }

    [Fact]
    public void The_series_of_hours_is_as_small_as_that_of_minutes()
    {
        // Noise, which does not compress; ten hours would take minutes, so the rate is as low as it may be.
        var noise = Tones.Noise(4096, 0.5, 3);
        var analysis = new Analysis(8000, 1, 4096, new AnalysisOptions { WithSeries = true });
        for (var i = 0; i < 8000 * 3600 / 4096; i++)
        {
            analysis.Process(noise);
        }

        var series = analysis.Finish().Series.ShouldNotBeNull();
        foreach (var track in new[] { series.Waveform, series.MelDb, series.Chroma, series.Loudness!, series.Onsets })
        {
            track.Columns.ShouldBeInRange(AudioSeries.MaxColumns / 2, AudioSeries.MaxColumns);
            (track.Columns * track.ColumnSeconds).ShouldBe(3600, 3600.0 / 500);
        }

        series.ToBytes().Length.ShouldBeLessThan(200_000);
    }

    [Fact]
    public void A_block_allocates_nothing_with_a_series_either()
    {
        var music = RenderedMusic.Render(MusicStyle.Rock, 130, seconds: 1);
        var analysis = new Analysis(Rate, 1, 4096, new AnalysisOptions { WithSeries = true });
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
    public void The_series_changes_nothing_else_and_not_with_the_block_size()
    {
        var music = RenderedMusic.Render(MusicStyle.Piano, 100, seconds: 6);
        var plain = AudioAnalyzer.Analyze(new BufferedSamples(music, Rate));
        var bytes = new[] { 37, 4096, 100_000 }.Select(size =>
        {
            var analysis = new Analysis(Rate, 1, size, new AnalysisOptions { WithSeries = true });
            for (var at = 0; at < music.Length; at += size)
            {
                analysis.Process(music.AsSpan(at, Math.Min(size, music.Length - at)));
            }

            var report = analysis.Finish();
            Json(report).ShouldBe(Json(plain));
            return report.Series!.ToBytes();
        }).ToArray();
        Differences(AudioSeries.FromBytes(bytes[0]).MelDb, AudioSeries.FromBytes(bytes[1]).MelDb).ShouldBe(0);
        Differences(AudioSeries.FromBytes(bytes[0]).Waveform, AudioSeries.FromBytes(bytes[2]).Waveform).ShouldBe(0, 1e-4);

        static string Json(AudioReport report) => System.Text.Json.JsonSerializer.Serialize(report, AudioReportJsonContext.Default.AudioReport);
        static double Differences(SeriesTrack one, SeriesTrack other) => Enumerable.Range(0, one.Columns).Max(i => one.Column(i).ToArray().Zip(other.Column(i).ToArray(), (a, b) => Math.Abs(a - b)).Max());
    }

    [Fact]
    public void The_compact_form_reads_back_within_its_steps()
    {
        var series = SeriesOf(RenderedMusic.Render(MusicStyle.Rock, 100, seconds: 8));
        var read = AudioSeries.FromBytes(series.ToBytes());
        read.DurationSeconds.ShouldBe(series.DurationSeconds);
        read.SampleRateHz.ShouldBe(Rate);
        read.RelativeGateLufs.ShouldBe(series.RelativeGateLufs);
        Same(read.Waveform, series.Waveform, 1e-4f);
        Same(read.MelDb, series.MelDb, 0.2f);
        Same(read.Chroma, series.Chroma, 0.005f);
        Same(read.Loudness!, series.Loudness!, 0.01f);
        Same(read.Onsets, series.Onsets, 0.001f);
        read.TempoEvidence.Zip(series.TempoEvidence, (one, other) => Math.Abs(one - other)).ShouldAllBe(difference => difference < 0.003);

        static void Same(SeriesTrack read, SeriesTrack written, float tolerance)
        {
            read.Columns.ShouldBe(written.Columns);
            read.ColumnSeconds.ShouldBe(written.ColumnSeconds);
            for (var i = 0; i < read.Columns; i++)
            {
                for (var row = 0; row < read.Rows; row++)
                {
                    var (one, other) = (read.Column(i)[row], written.Column(i)[row]);
                    (float.IsNaN(one) == float.IsNaN(other) && !(Math.Abs(one - other) > tolerance)).ShouldBeTrue($"{one} for {other}");
                }
            }
        }
    }

    [Fact]
    public void A_damaged_compact_form_is_refused_and_never_read_beyond()
    {
        var bytes = SeriesOf(Tones.Noise(Rate, 0.5, 1)).ToBytes();
        Should.Throw<FormatException>(() => AudioSeries.FromBytes([]));
        Should.Throw<FormatException>(() => AudioSeries.FromBytes(bytes.AsSpan(0, bytes.Length / 2)));
        Should.Throw<FormatException>(() => AudioSeries.FromBytes([.. bytes[..4], 99, .. bytes[5..]]));
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                AudioSeries.FromBytes(damaged).Waveform.Columns.ShouldBeLessThanOrEqualTo(AudioSeries.MaxColumns);
            }
            catch (FormatException)
            {
                // The other right answer.
            }
        }
    }

    private static AudioSeries SeriesOf(float[] samples, int channels = 1) =>
        AudioAnalyzer.Analyze(new BufferedSamples(samples, Rate, channels), new AnalysisOptions { WithSeries = true }).Series.ShouldNotBeNull();

    private static float[] Column(SeriesTrack track, double seconds) => track.Column((int)(seconds / track.ColumnSeconds)).ToArray();

    private static int Strongest(float[] column) => Array.IndexOf(column, column.Max());
}
