using System.Diagnostics;
using ActorQueue.Audio.Decoding;
using ActorQueue.Audio.Decoding.FFmpeg;
using static ActorQueue.Audio.Tests.Decoding.SoundFiles;

namespace ActorQueue.Audio.Tests.Decoding.FFmpeg;

/// <summary>Programs that hang, shout or fail in place of ffmpeg: each ends with its owner, and none holds us up.</summary>
public sealed class ChildProgramTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("child-");

    [UnixFact]
    public void Disposing_ends_the_program_and_leaves_no_zombie()
    {
        var program = new ChildProgram("/bin/sh", ["-c", "exec sleep 1000"], CancellationToken.None);
        var id = program.Id;
        IsAlive(id).ShouldBeTrue();

        program.Dispose();
        program.Dispose();

        IsAlive(id).ShouldBeFalse();
    }

    [UnixFact]
    public void Cancellation_ends_a_program_that_never_answers()
    {
        using var cancellation = new CancellationTokenSource();
        using var program = new ChildProgram("/bin/sh", ["-c", "echo ready; exec sleep 1000"], cancellation.Token);
        program.Output.ReadByte().ShouldBe('r');
        var reading = Task.Factory.StartNew(() => program.Output.CopyTo(Stream.Null), TaskCreationOptions.LongRunning);

        cancellation.Cancel();

        reading.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue("a read that waits has to end with the program");
        Should.Throw<OperationCanceledException>(() => program.End());
    }

    [UnixFact]
    public void A_decoder_that_hangs_in_the_middle_is_ended_by_cancellation()
    {
        WriteHeader();
        var probe = Tools($"cat '{PathOf("header.wav")}'; head -c 4000 /dev/zero; exec sleep 1000");
        using var cancellation = new CancellationTokenSource();
        using var audio = AudioDecoder.Open(Foreign(), () => probe, cancellation.Token);
        var buffer = new float[500];
        audio.Samples.Read(buffer).ShouldBe(500);
        var reading = Task.Factory.StartNew(
            () => Should.Throw<OperationCanceledException>(() =>
            {
                while (audio.Samples.Read(buffer) > 0)
                {
                }
            }),
            TaskCreationOptions.LongRunning);

        cancellation.Cancel();

        reading.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
    }

    [UnixFact]
    public void What_a_failing_decoder_shouts_is_bounded_and_part_of_the_error()
    {
        WriteHeader();
        var probe = Tools($"cat '{PathOf("header.wav")}'; head -c 4000 /dev/zero; echo '[mov @ 0x12ab] the disk is full' >&2; yes 'and so on' | head -c 3000003 >&2; exit 7");

        var refusal = Should.Throw<AudioException>(() =>
        {
            using var audio = AudioDecoder.Open(Foreign(), () => probe);
            ReadAll(audio);
        });

        refusal.Code.ShouldBe("decode-failed");
        refusal.Message.ShouldBe("ffmpeg gave up: the disk is full; and so on; and");
    }

    [UnixFact]
    public void A_decoder_that_ends_quietly_before_its_time_is_found_out()
    {
        WriteHeader();
        var probe = Tools($"cat '{PathOf("header.wav")}'; head -c 4000 /dev/zero");

        var refusal = Should.Throw<AudioException>(() =>
        {
            using var audio = AudioDecoder.Open(Foreign(), () => probe);
            ReadAll(audio);
        });

        refusal.Message.ShouldBe("truncated: header declares 9 s, 0.125 s decoded");
    }

    [UnixFact]
    public void A_decoder_that_says_nothing_or_nonsense_is_refused()
    {
        foreach (var script in new[] { "exit 0", "echo nonsense", "head -c 100000 /dev/zero" })
        {
            var probe = Tools(script);
            Should.Throw<AudioException>(() => AudioDecoder.Open(Foreign(), () => probe)).Code.ShouldBe("decode-failed", script);
        }
    }

    [UnixFact]
    public void A_probe_that_talks_without_end_is_stopped()
    {
        var probe = Tools("exit 0", "yes");

        Should.Throw<AudioException>(() => AudioDecoder.Open(Foreign(), () => probe)).Message.ShouldContain("more than");
    }

    /// <summary>Ctrl-C goes to every process of the terminal's group; a decoder that it ended would fail files that were to be finished.</summary>
    [Theory]
    [InlineData("12 (dotnet) S 1 12 12 34816 12 4194304", true)]
    [InlineData("12 (a) b) c) S 1 12 12 34816 12 4194304", true)]
    [InlineData("12 (in the background) S 1 12 10 34816 10 4194304", false)]
    [InlineData("12 (no terminal) S 1 12 12 0 -1 4194304", false)]
    [InlineData("", false)]
    public void Whether_Ctrl_C_comes_to_us_is_told_from_the_system(string stat, bool expected) => ChildProgram.IsForeground(stat).ShouldBe(expected);

    [UnixFact]
    public void Programs_are_found_in_absolute_folders_of_the_path_only()
    {
        Script("ffmpeg", "exit 0");
        File.WriteAllText(PathOf("ffprobe"), "not to be run");

        ProgramPath.Find("ffmpeg", $"relative:/nowhere:{_folder.FullName}").ShouldBe(PathOf("ffmpeg"));
        ProgramPath.Find("ffprobe", _folder.FullName).ShouldBeNull();
        ProgramPath.Find("ffmpeg", ".:").ShouldBeNull();
        ProgramPath.Find("ffmpeg", null).ShouldBeNull();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static MemoryStream Foreign() => new([.. "wvpk"u8, .. new byte[100]]);

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private CodecProbe Tools(string ffmpeg, string? ffprobe = null) => CodecProbe.WithFFmpeg(
        Script("ffmpeg", ffmpeg),
        Script("ffprobe", ffprobe ?? """echo '{"streams":[{"codec_type":"audio","codec_name":"wavpack","duration":"9.0"}],"format":{"format_name":"wv"}}'"""));

    private void WriteHeader() =>
        File.WriteAllBytes(PathOf("header.wav"), Riff("RIFF", Format(IeeeFloat, 1, 8000, 4, 32), Chunk("data", [], uint.MaxValue)));

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private string Script(string name, string text)
    {
        File.WriteAllText(PathOf(name), $"#!/bin/sh\n{text}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(PathOf(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return PathOf(name);
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class UnixFactAttribute : FactAttribute
    {
        public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "needs a POSIX shell" : null;
    }
}
