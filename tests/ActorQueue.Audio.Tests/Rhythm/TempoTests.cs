using ActorQueue.Audio.Synthesis;
using ActorQueue.Audio.Tests.Rendering;

namespace ActorQueue.Audio.Tests.Rhythm;

public class TempoTests
{
    private const double Tolerance = 0.005;

    [Theory]
    [InlineData(70.3)]
    [InlineData(88.8)]
    [InlineData(100)]
    [InlineData(120)]
    [InlineData(133.7)]
    [InlineData(150)]
    [InlineData(171.1)]
    [InlineData(188.2)]
    public void A_click_track_has_its_tempo(double bpm)
    {
        var report = Analyze(RenderedMusic.Render(MusicStyle.Clicks, bpm, seconds: 12));
        report.TempoBpm!.Value.ShouldBe(bpm, Tolerance * bpm);
        report.TempoConfidence!.Value.ShouldBeGreaterThan(0.3);
    }

    [Fact]
    public void Eight_seconds_are_enough()
    {
        foreach (var bpm in new[] { 90.0, 120, 150 })
        {
            var report = Analyze(RenderedMusic.Render(MusicStyle.Piano, bpm, seconds: 8));
            report.TempoBpm!.Value.ShouldBe(bpm, Tolerance * bpm);
        }
    }

    /// <summary>
    /// The promise on rendered music: at some metrical level in 95 % of pieces, at the given one in 80 %. A half or double tempo is not wrong as such
    /// (the same drums at 60 BPM with eighths and at 120 with quarters are the same sound), so it is counted and bounded instead of forbidden.
    /// </summary>
    [Fact]
    public void Music_of_all_styles_from_60_to_190_has_its_tempo()
    {
        var styles = Enum.GetValues<MusicStyle>();
        var (exact, related, count) = (0, 0, 0);
        var missed = new List<string>();
        for (var i = 0; i < 40; i++)
        {
            var bpm = 60 + (130 * (i + 0.37) / 40);
            var style = styles[i * 3 % styles.Length];
            var music = RenderedMusic.Render(style, bpm, i % 12, i % 2 == 0, 12, 22050, seed: 100 + i);
            var found = AudioAnalyzer.Analyze(new BufferedSamples(music, 22050)).TempoBpm ?? 0;
            count++;
            exact += Is(found, bpm) ? 1 : 0;
            related += new[] { 1, 2, 3, 0.5, 1.5, 1 / 3.0, 2 / 3.0 }.Any(level => Is(found, bpm * level)) ? 1 : 0;
            if (!Is(found, bpm))
            {
                missed.Add($"{style} {bpm:F1}: {found:F2}");
            }
        }

        related.ShouldBeGreaterThanOrEqualTo((int)Math.Ceiling(0.95 * count), string.Join("; ", missed));
        exact.ShouldBeGreaterThanOrEqualTo((int)Math.Ceiling(0.80 * count), string.Join("; ", missed));
    }

    [Theory]
    [InlineData(72)]
    [InlineData(95)]
    [InlineData(128)]
    [InlineData(174)]
    public void The_demos_pieces_have_their_tempo_at_every_rate_and_channel_count(double bpm)
    {
        foreach (var (rate, channels) in new[] { (44100, 2), (48000, 1), (96000, 1), (22050, 2) })
        {
            var piece = new MusicPiece { TempoBpm = bpm, SampleRateHz = rate, Channels = channels, Duration = TimeSpan.FromSeconds(12), Seed = 3 };
            var found = AudioAnalyzer.Analyze(MusicSynthesizer.CreateSamples(piece)).TempoBpm;
            found!.Value.ShouldBe(bpm, Tolerance * bpm, $"{rate} Hz, {channels} channels");
        }
    }

    [Fact]
    public void The_half_tempo_is_offered_as_an_alternative()
    {
        var report = Analyze(RenderedMusic.Render(MusicStyle.Rock, 120, seconds: 12));
        report.TempoAlternativesBpm.ShouldContain(bpm => Is(bpm, 60) || Is(bpm, 240));
    }

    [Fact]
    public void Noise_and_a_held_tone_have_no_tempo()
    {
        Analyze(Tones.Noise(10 * 44100, 0.3, 5)).TempoBpm.ShouldBeNull();
        var tone = Analyze(Tones.Sine(44100, 1, 440, (10, -6)));
        tone.TempoBpm.ShouldBeNull();
        tone.TempoConfidence.ShouldBeNull();
        tone.TempoAlternativesBpm.ShouldBeEmpty();
    }

    private static bool Is(double found, double bpm) => Math.Abs((found / bpm) - 1) < Tolerance;

    private static AudioReport Analyze(float[] samples) => AudioAnalyzer.Analyze(new BufferedSamples(samples, 44100));
}
