using System.Security.Cryptography;
using ActorQueue.Storage;

namespace ActorQueue.Tests.Storage;

public sealed class DataCipherTests
{
    private static readonly byte[] OldKey = Key(1);
    private static readonly byte[] NewKey = Key(2);
    private readonly DataCipher _old = new(new Dictionary<string, byte[]> { ["old"] = OldKey }, "old");
    private readonly DataCipher _both = new(new Dictionary<string, byte[]> { ["old"] = OldKey, ["new"] = NewKey }, "new");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public void What_was_sealed_opens_and_shows_nothing_of_its_content(int length)
    {
        var data = new byte[length];
        Array.Fill(data, (byte)'a');

        var first = _old.Seal(data, "row");
        var second = _old.Seal(data, "row");

        first.ShouldNotBe(second);
        first.AsSpan().IndexOf("aaaa"u8).ShouldBe(-1);
        _old.Open(first, "row").ShouldBe(data);
    }

    [Fact]
    public void After_a_change_of_the_key_both_open_and_the_new_one_seals()
    {
        _both.Open(_old.Seal([1, 2, 3], "row"), "row").ShouldBe([1, 2, 3]);

        Should.Throw<CryptographicException>(() => _old.Open(_both.Seal([1], "row"), "row")).Message.ShouldContain("'new'");
    }

    [Fact]
    public void Any_change_of_a_byte_or_of_the_purpose_is_found()
    {
        var bytes = _old.Seal([1, 2, 3], "row");
        Should.Throw<CryptographicException>(() => _old.Open(bytes, "another"));
        for (var i = 0; i < bytes.Length; i++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[i] ^= 0x40;
            Should.Throw<CryptographicException>(() => _old.Open(damaged, "row"), $"byte {i}");
            Should.Throw<CryptographicException>(() => _old.Open(bytes.AsSpan(0, i), "row"), $"cut at {i}");
        }
    }

    private static byte[] Key(byte fill)
    {
        var key = new byte[DataCipher.KeyBytes];
        Array.Fill(key, fill);
        return key;
    }
}
