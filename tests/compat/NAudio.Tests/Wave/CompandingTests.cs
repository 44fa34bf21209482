using NAudio.Codecs;

namespace NAudio.Tests.Wave;

/// <summary>Values of ITU-T G.711's decision tables, scaled to 16 bits (A-law × 8, µ-law × 4).</summary>
public sealed class CompandingTests
{
    [Theory]
    [InlineData(0xD5, 8)]
    [InlineData(0x55, -8)]
    [InlineData(0xAA, 32256)]
    [InlineData(0x2A, -32256)]
    [InlineData(0xC5, 264)]
    [InlineData(0xF5, 528)]
    public void A_law_follows_the_table(byte code, int expected) =>
        ALawDecoder.ALawToLinearSample(code).ShouldBe((short)expected);

    [Theory]
    [InlineData(0xFF, 0)]
    [InlineData(0x7F, 0)]
    [InlineData(0x80, 32124)]
    [InlineData(0x00, -32124)]
    [InlineData(0xFE, 8)]
    [InlineData(0xEF, 132)]
    public void Mu_law_follows_the_table(byte code, int expected) =>
        MuLawDecoder.MuLawToLinearSample(code).ShouldBe((short)expected);

    [Fact]
    public void Both_are_odd_and_rise_with_the_magnitude_of_their_code()
    {
        for (var code = 0; code < 128; code++)
        {
            ((int)ALawDecoder.ALawToLinearSample((byte)code)).ShouldBe(-ALawDecoder.ALawToLinearSample((byte)(code | 0x80)));
            ((int)MuLawDecoder.MuLawToLinearSample((byte)code)).ShouldBe(-MuLawDecoder.MuLawToLinearSample((byte)(code | 0x80)));
        }

        for (var magnitude = 1; magnitude < 128; magnitude++)
        {
            MuLawDecoder.MuLawToLinearSample((byte)(0xFF - magnitude)).ShouldBeGreaterThan(
                MuLawDecoder.MuLawToLinearSample((byte)(0x100 - magnitude)));
            ALawDecoder.ALawToLinearSample((byte)((0x80 | magnitude) ^ 0x55)).ShouldBeGreaterThan(
                ALawDecoder.ALawToLinearSample((byte)((0x80 | (magnitude - 1)) ^ 0x55)));
        }
    }

    [Fact]
    public void A_block_is_decoded_like_its_samples()
    {
        byte[] codes = [.. Enumerable.Range(0, 256).Select(code => (byte)code)];
        var decoded = new short[256];

        ALawDecoder.Decode(codes, decoded);
        decoded.ShouldBe(codes.Select(ALawDecoder.ALawToLinearSample));
        MuLawDecoder.Decode(codes, decoded);
        decoded.ShouldBe(codes.Select(MuLawDecoder.MuLawToLinearSample));
        Should.Throw<ArgumentException>(() => MuLawDecoder.Decode(codes, new short[255]));
    }
}
