using ActorQueue.Audio.Signal;
using MathNet.Numerics.IntegralTransforms;

namespace ActorQueue.Audio.Tests.Signal;

public class RealFftTests
{
    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    [InlineData(1024)]
    [InlineData(2048)]
    [InlineData(4096)]
    [InlineData(8192)]
    [InlineData(16384)]
    public void A_transform_agrees_with_MathNet(int size)
    {
        var random = new Random(size);
        var (frame, window) = (new float[size], new float[size]);
        var expected = new double[size + 2];
        for (var i = 0; i < size; i++)
        {
            frame[i] = (float)((2 * random.NextDouble()) - 1);
            window[i] = (float)random.NextDouble();
            expected[i] = frame[i] * (double)window[i];
        }

        Fourier.ForwardReal(expected, size, FourierOptions.NoScaling);
        var fft = new RealFft(size);
        var (real, imaginary, power) = (new float[fft.Bins], new float[fft.Bins], new float[fft.Bins]);
        fft.Transform(frame, window, real, imaginary);
        fft.Power(frame, window, power);

        // Rounding of single precision grows with log N; values have the order of √N.
        var tolerance = 1e-6 * Math.Sqrt(size);
        for (var k = 0; k < fft.Bins; k++)
        {
            ((double)real[k]).ShouldBe(expected[2 * k], tolerance);
            ((double)imaginary[k]).ShouldBe(expected[(2 * k) + 1], tolerance);
            var square = (expected[2 * k] * expected[2 * k]) + (expected[(2 * k) + 1] * expected[(2 * k) + 1]);
            ((double)power[k]).ShouldBe(square, 1e-5 * size);
        }
    }

    [Fact]
    public void An_impulse_has_the_same_power_everywhere()
    {
        var (fft, frame, power) = Plan(512);
        frame[77] = 3;
        fft.Power(frame, Ones(512), power);
        power.ShouldAllBe(value => Math.Abs(value - 9) < 1e-5);
    }

    [Fact]
    public void A_constant_has_power_at_zero_only()
    {
        var (fft, frame, power) = Plan(512);
        frame.AsSpan().Fill(0.5f);
        fft.Power(frame, Ones(512), power);
        power[0].ShouldBe(256f * 256f);
        power[1..].ShouldAllBe(value => value < 1e-8);
    }

    [Fact]
    public void A_sinusoid_under_the_hann_window_shows_in_its_bin_and_half_as_high_beside_it()
    {
        var (fft, frame, power) = Plan(2048);
        for (var i = 0; i < frame.Length; i++)
        {
            frame[i] = (float)Math.Sin(2 * Math.PI * 100 * i / 2048);
        }

        fft.Power(frame, HannWindow.Periodic(2048).Span, power);
        Math.Sqrt(power[100]).ShouldBe(512, 1e-3);
        Math.Sqrt(power[99]).ShouldBe(256, 1e-3);
        Math.Sqrt(power[101]).ShouldBe(256, 1e-3);
        power[103].ShouldBeLessThan(1e-4f);
    }

    [Fact]
    public void Silence_stays_silence()
    {
        var (fft, frame, power) = Plan(128);
        fft.Power(frame, Ones(128), power);
        power.ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void A_transform_allocates_nothing()
    {
        var (fft, frame, power) = Plan(2048);
        var window = Ones(2048);
        fft.Power(frame, window, power);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            fft.Power(frame, window, power);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    [InlineData(1000)]
    [InlineData(1 << 21)]
    public void A_size_outside_the_range_is_refused(int size) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new RealFft(size));

    [Fact]
    public void Buffers_of_another_length_are_refused()
    {
        var (fft, frame, power) = Plan(512);
        Should.Throw<ArgumentOutOfRangeException>(() => fft.Power(frame.AsSpan(1), Ones(512), power));
        Should.Throw<ArgumentOutOfRangeException>(() => fft.Power(frame, Ones(511), power));
        Should.Throw<ArgumentOutOfRangeException>(() => fft.Power(frame, Ones(512), power.AsSpan(1)));
    }

    private static (RealFft Fft, float[] Frame, float[] Power) Plan(int size) =>
        (new RealFft(size), new float[size], new float[(size / 2) + 1]);

    private static float[] Ones(int size)
    {
        var ones = new float[size];
        ones.AsSpan().Fill(1);
        return ones;
    }
}
