using ActorQueue.Audio.Synthesis;
using ActorQueue.Audio.Tests.Rendering;

namespace ActorQueue.Audio.Tests.Tonal;

public class KeyTests
{
    private static readonly string[] Names = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void All_keys_of_a_mode_are_found_in_rendered_cadences(bool major)
    {
        for (var tonic = 0; tonic < 12; tonic++)
        {
            var music = RenderedMusic.Render(MusicStyle.Piano, 110, tonic, major, 9, 22050, seed: 4);
            var report = AudioAnalyzer.Analyze(new BufferedSamples(music, 22050));
            $"{report.Key} {report.Scale}".ShouldBe($"{Names[tonic]} {(major ? "major" : "minor")}");
            report.KeyStrength!.Value.ShouldBeInRange(0.6, 1);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void All_keys_of_a_mode_are_found_in_the_demos_pieces(bool minor)
    {
        for (var tonic = 0; tonic < 12; tonic++)
        {
            var piece = new MusicPiece
            {
                TonicPitchClass = tonic,
                IsMinor = minor,
                TempoBpm = 100 + (4 * tonic),
                Duration = TimeSpan.FromSeconds(10),
                SampleRateHz = tonic % 2 == 0 ? 44100 : 48000,
                Channels = 1,
                Seed = tonic,
            };
            var report = AudioAnalyzer.Analyze(MusicSynthesizer.CreateSamples(piece));
            $"{report.Key} {report.Scale}".ShouldBe($"{piece.Key} {piece.Scale}");
        }
    }

    [Theory]
    [InlineData(-0.4)]
    [InlineData(-0.15)]
    [InlineData(0)]
    [InlineData(0.3)]
    public void Music_out_of_tune_has_its_tuning_and_still_its_key(double semitones)
    {
        var music = RenderedMusic.Render(MusicStyle.Strummed, 100, 2, true, 10, 44100, seed: 4, detuneSemitones: semitones);
        var report = AudioAnalyzer.Analyze(new BufferedSamples(music, 44100));
        (12 * Math.Log2(report.TuningHz!.Value / 440)).ShouldBe(semitones, 0.05);
        $"{report.Key} {report.Scale}".ShouldBe("D major");
    }

    [Fact]
    public void A_sine_is_one_pitch_class()
    {
        var report = AudioAnalyzer.Analyze(new BufferedSamples(Tones.Sine(44100, 1, 440, (5, -10)), 44100));
        report.Chroma![9].ShouldBe(1);
        report.TuningHz!.Value.ShouldBe(440, 0.2);

        // A is also the third harmonic of D; nothing else shares it.
        report.Chroma.Where((_, pitch) => pitch is not (9 or 2)).ShouldAllBe(strength => strength < 0.05);
    }

    [Fact]
    public void The_pitch_classes_do_not_depend_on_the_sample_rate()
    {
        var reports = new[] { 22050, 44100, 48000, 96000 }.Select(rate =>
            AudioAnalyzer.Analyze(new BufferedSamples(
                RenderedMusic.Render(MusicStyle.Piano, 100, 7, false, 9, rate, seed: 4), rate))).ToArray();
        foreach (var report in reports)
        {
            $"{report.Key} {report.Scale}".ShouldBe("G minor");
            for (var pitch = 0; pitch < 12; pitch++)
            {
                report.Chroma![pitch].ShouldBe(reports[1].Chroma![pitch], 0.1);
            }
        }
    }

    [Fact]
    public void Noise_without_pitches_and_silence_have_no_key()
    {
        var report = AudioAnalyzer.Analyze(new BufferedSamples(new float[5 * 44100], 44100));
        report.Key.ShouldBeNull();
        report.Scale.ShouldBeNull();
        report.Chroma.ShouldBeNull();
        report.TuningHz.ShouldBeNull();
    }
}
