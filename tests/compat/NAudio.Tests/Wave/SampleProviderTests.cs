using NAudio.Wave;
using NAudio.Wave.SampleProviders;

namespace NAudio.Tests.Wave;

public sealed class SampleProviderTests
{
    public static TheoryData<int, byte[], float[]> Pcm => new()
    {
        { 8, [0, 64, 128, 255], [-1, -0.5f, 0, 127 / 128f] },
        { 16, [0, 0x80, 0, 0x40, 0xFF, 0x7F, 0xFF, 0xFF], [-1, 0.5f, 32767 / 32768f, -1 / 32768f] },
        { 24, [0, 0, 0x80, 0, 0, 0x40, 0xFF, 0xFF, 0xFF], [-1, 0.5f, -1 / 8388608f] },
        { 32, [0, 0, 0, 0x80, 0, 0, 0, 0x40, 0, 0xFF, 0xFF, 0xFF], [-1, 0.5f, -256 / 2147483648f] },
    };

    [Theory]
    [MemberData(nameof(Pcm))]
    public void Pcm_becomes_float_with_full_scale_one(int bits, byte[] bytes, float[] expected)
    {
        var source = new RawSourceWaveStream(bytes, 0, bytes.Length, new WaveFormat(8000, bits, 1));
        var samples = source.ToSampleProvider();

        samples.WaveFormat.ShouldBe(WaveFormat.CreateIeeeFloatWaveFormat(8000, 1));
        WaveFileTests.ReadAll(samples).ShouldBe(expected);
    }

    [Fact]
    public void Doubles_are_narrowed()
    {
        byte[] bytes = [.. BitConverter.GetBytes(0.25), .. BitConverter.GetBytes(-2.0)];
        var format = WaveFormat.CreateCustomFormat(WaveFormatEncoding.IeeeFloat, 8000, 1, 64000, 8, 64);

        WaveFileTests.ReadAll(new RawSourceWaveStream(bytes, 0, 16, format).ToSampleProvider()).ShouldBe([0.25f, -2f]);
    }

    [Fact]
    public void Encodings_without_a_conversion_are_refused()
    {
        var source = new RawSourceWaveStream([], 0, 0, WaveFormat.CreateALawFormat(8000, 1));
        Should.Throw<ArgumentException>(() => source.ToSampleProvider());
        Should.Throw<InvalidOperationException>(
            () => new RawSourceWaveStream([], 0, 0, new WaveFormat(8000, 12, 1)).ToSampleProvider());
    }

    [Fact]
    public void Sixteen_bits_are_clipped_and_scaled_by_the_volume()
    {
        var provider = new SampleToWaveProvider16(Floats([1.5f, -1.5f, 0.5f, 0f], 1)) { Volume = 1 };
        var bytes = new byte[8];

        provider.Read(bytes).ShouldBe(8);

        BitConverter.ToInt16(bytes, 0).ShouldBe((short)32767);
        BitConverter.ToInt16(bytes, 2).ShouldBe((short)-32767);
        BitConverter.ToInt16(bytes, 4).ShouldBe((short)16383);
        BitConverter.ToInt16(bytes, 6).ShouldBe((short)0);
    }

    [Fact]
    public void Twenty_four_bits_keep_their_sign()
    {
        var provider = new SampleToWaveProvider24(Floats([-0.25f, 0.25f], 1));
        WaveFileTests.ReadAll(provider.ToSampleProvider()).Select(sample => Math.Round(sample, 5)).ShouldBe([-0.25, 0.25]);
    }

    [Fact]
    public void Floats_pass_as_bytes_unchanged()
    {
        var provider = Floats([0.1f, float.NaN, 7f], 1).ToWaveProvider();
        WaveFileTests.ReadAll(provider.ToSampleProvider()).ShouldBe([0.1f, float.NaN, 7f]);
    }

    [Fact]
    public void Stereo_is_mixed_with_a_factor_for_each_side()
    {
        WaveFileTests.ReadAll(Floats([1f, 0.5f, -1f, 1f], 2).ToMono()).ShouldBe([0.75f, 0f]);
        WaveFileTests.ReadAll(Floats([1f, 0.5f], 2).ToMono(1, 0)).ShouldBe([1f]);
        Should.Throw<ArgumentException>(() => new StereoToMonoSampleProvider(Floats([1f], 1)));
    }

    private static ISampleProvider Floats(float[] samples, int channels)
    {
        var bytes = new byte[samples.Length * 4];
        Buffer.BlockCopy(samples, 0, bytes, 0, bytes.Length);
        return new RawSourceWaveStream(bytes, 0, bytes.Length, WaveFormat.CreateIeeeFloatWaveFormat(8000, channels)).ToSampleProvider();
    }
}
