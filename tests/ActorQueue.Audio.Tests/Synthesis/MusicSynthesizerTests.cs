using ActorQueue.Audio.Decoding;
using ActorQueue.Audio.Synthesis;

namespace ActorQueue.Audio.Tests.Synthesis;

public sealed class MusicSynthesizerTests
{
    private static readonly MusicPiece Short = new() { TempoBpm = 100, Duration = TimeSpan.FromSeconds(6), SampleRateHz = 22_050 };

    [Fact]
    public void The_same_piece_is_the_same_samples()
    {
        MusicSynthesizer.Render(Short).ShouldBe(MusicSynthesizer.Render(Short with { }));
        MusicSynthesizer.Render(Short with { Seed = 1 }).SequenceEqual(MusicSynthesizer.Render(Short)).ShouldBeFalse();
    }

    [Fact]
    public void A_piece_has_the_length_and_the_peak_it_promises()
    {
        var samples = MusicSynthesizer.Render(Short);

        samples.Length.ShouldBe(2 * Short.Frames);
        Short.Frames.ShouldBe(6 * 22_050);
        samples.Max(Math.Abs).ShouldBe(0.8f, 1e-6f);
    }

    [Fact]
    public void Mono_is_the_mean_of_stereo()
    {
        var stereo = MusicSynthesizer.Render(Short);
        var mono = MusicSynthesizer.Render(Short with { Channels = 1 });

        for (var frame = 0; frame < mono.Length; frame++)
        {
            mono[frame].ShouldBe((stereo[2 * frame] + stereo[(2 * frame) + 1]) / 2, 1e-6f);
        }
    }

    [Theory]
    [InlineData(72)]
    [InlineData(100)]
    [InlineData(168)]
    public void Every_beat_is_struck_when_the_tempo_says(double bpm)
    {
        var piece = Short with { TempoBpm = bpm, Channels = 1 };
        var samples = MusicSynthesizer.Render(piece);
        var beat = 60 / bpm * piece.SampleRateHz;

        for (var n = 0; (n + 1) * beat < samples.Length; n++)
        {
            // The drums' attack against the last moment before it, when everything has decayed.
            var strike = Power(samples, (int)Math.Round(n * beat), 600);
            var before = n == 0 ? 0 : Power(samples, (int)Math.Round(n * beat) - 600, 600);
            strike.ShouldBeGreaterThan(2 * before, $"beat {n}");
        }
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(7, false)]
    [InlineData(9, true)]
    [InlineData(1, true)]
    public void The_notes_are_those_of_the_key(int tonic, bool isMinor)
    {
        var piece = Short with { TonicPitchClass = tonic, IsMinor = isMinor, Channels = 1, SampleRateHz = 8_000, Duration = TimeSpan.FromSeconds(9.6) };
        var samples = MusicSynthesizer.Render(piece);
        var chroma = Enumerable.Range(0, 12).Select(pitchClass => NotePower(samples, piece.SampleRateHz, 60 + pitchClass)).ToArray();

        int[] scale = isMinor ? [0, 2, 3, 5, 7, 8, 10, 11] : [0, 2, 4, 5, 7, 9, 11];
        var inKey = scale.Sum(degree => chroma[(tonic + degree) % 12]);
        (inKey / chroma.Sum()).ShouldBeGreaterThan(0.95);
        (chroma[tonic] / chroma.Max()).ShouldBeGreaterThan(0.5);
    }

    [Theory]
    [InlineData(16, "PCM")]
    [InlineData(24, "PCM")]
    [InlineData(32, "IEEE float")]
    public void A_written_file_decodes_to_the_rendered_samples(int bits, string codec)
    {
        var path = Path.GetTempFileName();
        try
        {
            MusicSynthesizer.WriteWave(path, Short, bits);
            using var audio = AudioDecoder.Open(path);
            var decoded = Decoding.SoundFiles.ReadAll(audio);

            audio.Format.Codec.ShouldBe(codec);
            audio.Format.BitsPerSample.ShouldBe(bits);
            var rendered = MusicSynthesizer.Render(Short);
            decoded.Length.ShouldBe(rendered.Length);
            for (var i = 0; i < decoded.Length; i++)
            {
                decoded[i].ShouldBe(rendered[i], 2.1f / 32768);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Values_outside_their_range_are_named()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => MusicSynthesizer.Render(Short with { TonicPitchClass = 12 })).ParamName.ShouldBe("TonicPitchClass");
        Should.Throw<ArgumentOutOfRangeException>(() => MusicSynthesizer.Render(Short with { TempoBpm = 0 })).ParamName.ShouldBe("TempoBpm");
        Should.Throw<ArgumentOutOfRangeException>(() => MusicSynthesizer.Render(Short with { Duration = TimeSpan.FromHours(1) }));
        Should.Throw<ArgumentOutOfRangeException>(() => MusicSynthesizer.Render(Short with { Channels = 3 }));
    }

    [Fact]
    public void Keys_are_named_as_reports_name_them()
    {
        (Short with { TonicPitchClass = 10, IsMinor = true }).Key.ShouldBe("A#");
        (Short with { IsMinor = true }).Scale.ShouldBe("minor");
        Short.Scale.ShouldBe("major");
    }

    [Fact]
    public void Tones_have_the_level_of_their_formula()
    {
        var sine = ToneSynthesizer.Sine(1000, 0.5, TimeSpan.FromSeconds(1), 48_000, channels: 2);
        sine.Length.ShouldBe(96_000);
        sine[0].ShouldBe(0);
        sine[24].ShouldBe(0.5f, 1e-6f, "a quarter of a period");
        (Power(sine, 0, sine.Length) / sine.Length).ShouldBe(0.125, 1e-6);

        var noise = ToneSynthesizer.Noise(7, 0.5, TimeSpan.FromSeconds(2));
        (Power(noise, 0, noise.Length) / noise.Length).ShouldBe(0.25 / 3, 0.002);
        noise.Average().ShouldBe(0, 0.01f);
        ToneSynthesizer.Silence(TimeSpan.FromSeconds(1), 8000).ShouldAllBe(sample => sample == 0);
    }

    private static double Power(float[] samples, int start, int count)
    {
        double sum = 0;
        foreach (var sample in samples.AsSpan(start, Math.Min(count, samples.Length - start)))
        {
            sum += (double)sample * sample;
        }

        return sum;
    }

    /// <summary>The power at one pitch: one bin of a discrete Fourier transform over the whole piece, with its neighbours a decaying note spreads to.</summary>
    private static double NotePower(float[] samples, int rate, int midiNote)
    {
        var frequency = 440 * Math.Pow(2, (midiNote - 69) / 12.0);
        double sum = 0;
        for (var offset = -2.0; offset <= 2; offset += 0.1)
        {
            // Goertzel's recurrence: the power of one frequency without a sine a sample.
            var turn = 2 * Math.Cos(Math.Tau * (frequency + offset) / rate);
            double last = 0;
            double beforeLast = 0;
            foreach (var sample in samples)
            {
                (last, beforeLast) = (sample + (turn * last) - beforeLast, last);
            }

            sum += (last * last) + (beforeLast * beforeLast) - (turn * last * beforeLast);
        }

        return sum;
    }
}
