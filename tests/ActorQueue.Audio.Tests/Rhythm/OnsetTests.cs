using ActorQueue.Audio.Rhythm;
using ActorQueue.Audio.Tests.Rendering;

namespace ActorQueue.Audio.Tests.Rhythm;

public class OnsetTests
{
    [Theory]
    [InlineData(22050, 0.9)]
    [InlineData(44100, 0.9)]
    [InlineData(44100, 0.05)]
    [InlineData(48000, 0.3)]
    [InlineData(96000, 0.9)]
    public void Clicks_are_found_within_ten_milliseconds(int sampleRateHz, double level)
    {
        var samples = new float[10 * sampleRateHz];
        var player = new Instruments(samples, sampleRateHz, new Random(1));
        var truth = new List<double>();
        for (var at = 0.31; at < 9.5; at += truth.Count % 3 == 0 ? 0.137 : 0.4973)
        {
            truth.Add(at);
            player.Click(at, level);
        }

        var report = AudioAnalyzer.Analyze(new BufferedSamples(samples, sampleRateHz));
        report.OnsetsSeconds.Count.ShouldBe(truth.Count);
        for (var i = 0; i < truth.Count; i++)
        {
            report.OnsetsSeconds[i].ShouldBe(truth[i], 0.010);
        }

        report.OnsetRate!.Value.ShouldBe(truth.Count / 10.0, 0.001);
    }

    /// <summary>Eight pieces here; README.md tells the same of 88.</summary>
    [Fact]
    public void Notes_and_strokes_of_all_styles_are_found()
    {
        var scores = Enum.GetValues<MusicStyle>().Select((style, i) =>
        {
            var (samples, _, onsets) = RenderedMusic.Score(style, 75 + (11 * i), tonic: i, major: i % 2 == 0, seconds: 10, sampleRateHz: 22050, seed: 300 + i);
            var found = AudioAnalyzer.Analyze(new BufferedSamples(samples, 22050)).OnsetsSeconds;
            return TimeMatching.FMeasure(found, TimeMatching.Merge(onsets, 0.03), 0.05);
        }).ToArray();
        scores.Min().ShouldBeGreaterThan(0.9);
        scores.Average().ShouldBeGreaterThan(0.97);
    }

    [Fact]
    public void Silence_noise_and_a_held_tone_have_no_onsets_but_the_tones_first_moment()
    {
        Onsets(new float[5 * 44100]).ShouldBeEmpty();
        Onsets(Tones.Noise(10 * 44100, 0.3, 5)).Count.ShouldBeLessThanOrEqualTo(1);
        Onsets(Tones.Sine(44100, 1, 440, (1, double.NegativeInfinity), (5, -6))).ShouldHaveSingleItem().ShouldBe(1, 0.02);
    }

    [Fact]
    public void More_onsets_than_a_list_holds_are_counted()
    {
        var picker = new OnsetPicker(100);
        for (var i = 0; i < OnsetPicker.MostListed + 7; i++)
        {
            for (var frame = 0; frame < 20; frame++)
            {
                picker.Add(frame == 10 ? 1 : 0);
            }
        }

        picker.Finish();
        picker.Count.ShouldBe(OnsetPicker.MostListed + 7);
        picker.Seconds.Length.ShouldBe(OnsetPicker.MostListed);
        picker.Seconds[^1].ShouldBe((20 * (OnsetPicker.MostListed - 1) / 100.0) + 0.1, 0.03);
    }

    [Fact]
    public void Two_peaks_within_thirty_milliseconds_are_one_onset()
    {
        var picker = new OnsetPicker(100);
        foreach (var rise in new[] { 0, 0, 0, 0, 1, 0, 0.8f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 })
        {
            picker.Add(rise);
        }

        picker.Finish();
        picker.Count.ShouldBe(2);
    }

    private static IReadOnlyList<double> Onsets(float[] samples) => AudioAnalyzer.Analyze(new BufferedSamples(samples, 44100)).OnsetsSeconds;
}
