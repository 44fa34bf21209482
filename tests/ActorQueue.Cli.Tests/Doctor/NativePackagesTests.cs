using ActorQueue.Cli.Doctor;

namespace ActorQueue.Cli.Tests.Doctor;

public sealed class NativePackagesTests
{
    [Theory]
    [InlineData("ID=ubuntu\nID_LIKE=debian\n", true, "apt-get install libsndfile1")]
    [InlineData("ID=debian\n", false, "sudo apt-get install libsndfile1")]
    [InlineData("NAME=\"Rocky\"\nID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", false, "sudo dnf install libsndfile")]
    [InlineData("ID=alpine\n", true, "apk add libsndfile")]
    [InlineData("ID=manjaro\nID_LIKE=arch\n", false, "sudo pacman -S libsndfile")]
    public void The_command_suits_the_system(string osRelease, bool isPrivileged, string expected) =>
        NativePackages.InstallCommand(NativePackage.SoundFile, osRelease, isMacOS: false, isPrivileged).ShouldBe(expected);

    [Theory]
    [InlineData("ID=debian\n", "apt-get install ffmpeg")]
    [InlineData("ID=fedora\n", "dnf install ffmpeg-free")]
    [InlineData("ID=alpine\n", "apk add ffmpeg")]
    public void The_same_for_ffmpeg(string osRelease, string expected) =>
        NativePackages.InstallCommand(NativePackage.FFmpeg, osRelease, isMacOS: false, isPrivileged: true).ShouldBe(expected);

    [Theory]
    [InlineData("libsndfile-1.2.2", "1.2.2")]
    [InlineData("libsndfile-1.0.29pre1", "1.0.29")]
    [InlineData("nonsense", "0.0")]
    [InlineData(null, "0.0")]
    public void The_library_s_version_is_read_from_its_own_words(string? text, string expected) =>
        CodecChecks.VersionOf(text).ShouldBe(Version.Parse(expected));
}
