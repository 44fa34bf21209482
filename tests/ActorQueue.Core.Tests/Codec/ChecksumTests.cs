using ActorQueue.Core.Codec;

namespace ActorQueue.Core.Tests.Codec;

public sealed class ChecksumTests
{
    [Fact]
    public void It_is_crc_32c_with_the_check_values_of_the_standard()
    {
        Checksum.Of("123456789"u8).ShouldBe(0xE3069283u);
        Checksum.Of(new byte[32]).ShouldBe(0x8A9136AAu); // RFC 3720, B.4: 32 bytes of zeros
        Checksum.Of([]).ShouldBe(0u);
    }
}
