using ActorQueue.Cli.Discovery;
using ActorQueue.Cli.Reports;

namespace ActorQueue.Cli.Tests.Reports;

public class ReportNameTests
{
    [Theory]
    [InlineData("/m/01 Über <b>Größe.flac", "01-ber-b-gr-e-flac-")]
    [InlineData("/m/音楽", "")]
    [InlineData("/m/..%2f..\\\"'&.wav", "2f-wav-")]
    [InlineData("/m/CON", "con-")]
    public void It_is_made_of_letters_that_every_system_takes(string path, string readable)
    {
        var name = ReportName.For(new FilePath(path));
        name.ShouldStartWith(readable);
        name.ShouldMatch("^[a-z0-9-]{20,80}[.]html$");
        ReportName.For(new FilePath(path)).ShouldBe(name);
    }

    [Fact]
    public void Files_that_read_alike_have_names_of_their_own()
    {
        FilePath[] paths =
        [
            new("/m/a b.wav"), new("/m/a-b.wav"), new("/m/A b.wav"), new("/n/a b.wav"), new([.. "/m/a"u8, 0xE9, .. "b.wav"u8]), new([.. "/m/a"u8, 0xE8, .. "b.wav"u8]),
            new("/m/" + new string('x', 200) + "1.wav"), new("/m/" + new string('x', 200) + "2.wav"),
        ];
        paths.Select(ReportName.For).ShouldBeUnique();
    }
}
