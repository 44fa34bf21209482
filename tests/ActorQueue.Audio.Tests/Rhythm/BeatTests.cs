using ActorQueue.Audio.Rhythm;
using ActorQueue.Audio.Tests.Rendering;

namespace ActorQueue.Audio.Tests.Rhythm;

public class BeatTests
{
    // What MIREX and mir_eval call a hit.
    private const double Tolerance = 0.07;

    [Theory]
    [InlineData(22050, 97.3)]
    [InlineData(44100, 120.6)]
    [InlineData(48000, 143.9)]
    public void The_beats_of_clicks_are_the_clicks(int sampleRateHz, double bpm)
    {
        var samples = new float[15 * sampleRateHz];
        var player = new Instruments(samples, sampleRateHz, new Random(1));
        var truth = Enumerable.Range(0, (int)(14 * bpm / 60)).Select(beat => 0.4 + (beat * 60 / bpm)).ToArray();
        foreach (var at in truth)
        {
            player.Click(at, 0.7);
        }

        var beats = AudioAnalyzer.Analyze(new BufferedSamples(samples, sampleRateHz)).BeatsSeconds;
        beats.Count.ShouldBe(truth.Length);
        for (var i = 0; i < truth.Length; i++)
        {
            beats[i].ShouldBe(truth[i], 0.010);
        }
    }

    [Fact]
    public void Beats_of_music_are_on_the_beat()
    {
        var scores = new List<double>();
        foreach (var style in Enum.GetValues<MusicStyle>())
        {
            foreach (var bpm in new[] { 97.0, 124.0 })
            {
                var (samples, beats, _) = RenderedMusic.Score(style, bpm, tonic: (int)style, seconds: 12, sampleRateHz: 22050, seed: 500 + (int)bpm);
                var report = AudioAnalyzer.Analyze(new BufferedSamples(samples, 22050));
                if (Math.Abs((report.TempoBpm!.Value / bpm) - 1) < 0.005)
                {
                    scores.Add(TimeMatching.FMeasure(report.BeatsSeconds, beats, Tolerance));
                }
            }
        }

        scores.Count.ShouldBeGreaterThan(10);
        scores.Average().ShouldBeGreaterThan(0.9, string.Join(" ", scores));
    }

    [Theory]
    [InlineData(MusicStyle.Waltz, 100, 112)]
    [InlineData(MusicStyle.Breakbeat, 130, 115)]
    [InlineData(MusicStyle.Piano, 90, 100)]
    public void Beats_follow_a_tempo_that_drifts(MusicStyle style, double bpm, double endBpm)
    {
        var (samples, beats, _) = RenderedMusic.Score(style, bpm, endBpm, seconds: 60, sampleRateHz: 22050, seed: 7);
        var found = AudioAnalyzer.Analyze(new BufferedSamples(samples, 22050)).BeatsSeconds;
        TimeMatching.FMeasure(found, beats, Tolerance).ShouldBeGreaterThan(0.95);
    }

    /// <summary>Settled every half minute: over three minutes no beat is missing or double where one part ends.</summary>
    [Fact]
    public void Beats_of_a_long_piece_have_no_seams()
    {
        const double period = 0.5173;
        var accents = new AccentHistory();
        for (var frame = 0; frame < 180 * 86; frame++)
        {
            var phase = frame / (86 * period);
            accents.Add(phase - Math.Floor(phase) < 1 / (86 * period) ? 0.1f : 0.0001f);
        }

        var beats = BeatTracker.Track(accents, 86, 60 / period);
        beats.Count.ShouldBeInRange((int)(180 / period) - 1, (int)(180 / period) + 1);
        foreach (var (before, after) in beats.Zip(beats.Skip(1)))
        {
            (after - before).ShouldBe(period, 0.03);
        }
    }

    [Fact]
    public void How_loud_a_piece_is_moves_no_beat()
    {
        var music = RenderedMusic.Render(MusicStyle.Rock, 108, seconds: 10, sampleRateHz: 22050);
        var loud = AudioAnalyzer.Analyze(new BufferedSamples(music, 22050)).BeatsSeconds;
        var quiet = AudioAnalyzer.Analyze(new BufferedSamples([.. music.Select(sample => sample * 0.02f)], 22050)).BeatsSeconds;
        quiet.Count.ShouldBe(loud.Count);
        quiet.Zip(loud, (one, other) => Math.Abs(one - other)).Max().ShouldBeLessThan(0.025);
    }

    [Fact]
    public void Silence_around_the_music_has_no_beats()
    {
        var music = RenderedMusic.Render(MusicStyle.Rock, 120, seconds: 12, sampleRateHz: 22050);
        float[] padded = [.. new float[8 * 22050], .. music, .. new float[8 * 22050]];
        var report = AudioAnalyzer.Analyze(new BufferedSamples(padded, 22050));
        var beats = report.BeatsSeconds;
        beats[0].ShouldBeGreaterThan(7.9);
        beats[^1].ShouldBeLessThan(20.3);
        ((double)beats.Count).ShouldBe(12 * report.TempoBpm!.Value / 60, 2);
    }

    [Fact]
    public void Noise_and_a_held_tone_have_no_beats()
    {
        AudioAnalyzer.Analyze(new BufferedSamples(Tones.Noise(10 * 44100, 0.3, 5), 44100)).BeatsSeconds.ShouldBeEmpty();
        AudioAnalyzer.Analyze(new BufferedSamples(Tones.Sine(44100, 1, 440, (10, -6)), 44100)).BeatsSeconds.ShouldBeEmpty();
    }
}
