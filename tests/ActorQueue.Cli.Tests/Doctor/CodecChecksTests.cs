using ActorQueue.Cli.Doctor;

namespace ActorQueue.Cli.Tests.Doctor;

public sealed class CodecChecksTests
{
    [Fact]
    public void A_machine_without_ffmpeg_is_told_what_it_would_add_and_is_not_broken()
    {
        var result = CodecChecks.FFmpeg(isInstalled: false, () => throw new InvalidOperationException("asked what is not there"));

        result.Outcome.ShouldBe(CheckOutcome.Absent);
        result.Finding.ShouldContain("AAC");
        result.Advice.ShouldNotBeNull().ShouldContain("ffmpeg");
    }

    [Fact]
    public void An_ffmpeg_that_starts_is_shown_with_its_version()
    {
        var result = CodecChecks.FFmpeg(isInstalled: true, () => "7.1");

        result.Outcome.ShouldBe(CheckOutcome.Passed);
        result.Finding.ShouldStartWith("7.1");
    }

    [Fact]
    public void An_ffmpeg_that_does_not_start_is_a_fault() =>
        CodecChecks.FFmpeg(isInstalled: true, () => null).Outcome.ShouldBe(CheckOutcome.Failed);
}
