using ActorQueue.Cli.Analysis;
using ActorQueue.Cli.Discovery;
using ActorQueue.Contracts;

namespace ActorQueue.Cli.Tests.Analysis;

public sealed class AnalysisPayloadTests
{
    public static TheoryData<byte[]> Paths => new([.. "/m/a.wav"u8], [.. "/m/日本 \"x\"\n.wav"u8], [.. "/m/"u8, 0xff, 0xfe, .. "é"u8]);

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_path_survives_its_way_through_a_task(byte[] bytes)
    {
        var path = new FilePath(bytes);

        AnalysisPayload.TryParse(AnalysisPayload.For(path).ToJson()).ShouldNotBeNull().ToFilePath().ShouldBe(path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"path\":\"\"}")]
    [InlineData("{\"path\":7}")]
    [InlineData("[]")]
    public void Anything_else_is_no_payload(string json) =>
        AnalysisPayload.TryParse(System.Text.Encoding.UTF8.GetBytes(json)).ShouldBeNull();

    [Fact]
    public void The_tag_of_the_longest_path_is_a_tag_that_the_queue_accepts()
    {
        var path = new FilePath("/" + new string('x', 4000));

        AnalysisPayload.TagFor(path).Length.ShouldBeLessThanOrEqualTo(TaskSpec.MaxTagLength);
        AnalysisPayload.TagFor(path).ShouldNotBe(AnalysisPayload.TagFor(new FilePath("/" + new string('x', 3999))));
    }
}
