using ActorQueue.Audio.Signal;

namespace ActorQueue.Audio.Tests.Signal;

public class SpectrumPassTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(511, 1)]
    [InlineData(512, 2)]
    [InlineData(44100, 87)]
    public void Frames_are_centred_on_multiples_of_the_hop(int samples, int frames)
    {
        var pass = Pass(2048, 512, new Recorder());
        pass.Process(new float[samples]);
        pass.Finish();
        pass.Frames.ShouldBe(frames);
    }

    [Fact]
    public void Each_frame_is_the_transform_of_the_samples_around_its_centre()
    {
        var random = new Random(1);
        var signal = new float[5000];
        for (var i = 0; i < signal.Length; i++)
        {
            signal[i] = (float)random.NextDouble() - 0.5f;
        }

        var recorder = new Recorder();
        var pass = Pass(256, 100, recorder);
        pass.Process(signal);
        pass.Finish();

        var fft = new RealFft(256);
        var power = new float[fft.Bins];
        recorder.Frames.Count.ShouldBe(51);
        for (var t = 0; t < recorder.Frames.Count; t++)
        {
            var frame = new float[256];
            for (var i = 0; i < 256; i++)
            {
                var at = (t * 100) - 128 + i;
                frame[i] = at >= 0 && at < signal.Length ? signal[at] : 0;
            }

            fft.Power(frame, HannWindow.Periodic(256).Span, power);
            recorder.Frames[t].ShouldBe(power);
        }
    }

    [Fact]
    public void How_the_samples_are_cut_into_blocks_changes_nothing()
    {
        var random = new Random(2);
        var signal = new float[20_000];
        for (var i = 0; i < signal.Length; i++)
        {
            signal[i] = (float)random.NextDouble() - 0.5f;
        }

        var whole = new Recorder();
        var pass = Pass(512, 128, whole);
        pass.Process(signal);
        pass.Finish();

        var pieces = new Recorder();
        pass = Pass(512, 128, pieces);
        for (var at = 0; at < signal.Length;)
        {
            var length = Math.Min(random.Next(1, 700), signal.Length - at);
            pass.Process(signal.AsSpan(at, length));
            at += length;
        }

        pass.Finish();
        pieces.Frames.Count.ShouldBe(whole.Frames.Count);
        for (var t = 0; t < whole.Frames.Count; t++)
        {
            pieces.Frames[t].ShouldBe(whole.Frames[t]);
        }
    }

    private static SpectrumPass Pass(int size, int hop, ISpectrumAnalyser analyser)
    {
        var pass = new SpectrumPass(size, hop);
        pass.Add(analyser);
        return pass;
    }

    private sealed class Recorder : ISpectrumAnalyser
    {
        public List<float[]> Frames { get; } = [];

        public void Process(SpectrumFrame frame) => Frames.Add(frame.Power.ToArray());
    }
}
