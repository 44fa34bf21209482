using System.Runtime.InteropServices;
using ActorQueue.Cli.Discovery;

namespace ActorQueue.Cli.Tests.Discovery;

public sealed partial class AudioFileFinderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Audio_files_are_found_in_every_folder_below_sorted_and_by_extension_in_any_case()
    {
        _folder.Write("b.WAV");
        _folder.Write("a/deep/er/z.flac");
        _folder.Write("a/cover.jpg");
        _folder.Write("c.Mp3");

        Find(_folder.Path).Files.Select(Relative).ShouldBe(["a/deep/er/z.flac", "b.WAV", "c.Mp3"]);
    }

    [Fact]
    public void A_file_that_is_named_is_taken_whatever_it_is_called()
    {
        var file = _folder.Write("notes.txt");

        Find(file).Files.ShouldHaveSingleItem().Path.Text.ShouldBe(file);
    }

    [Fact]
    public void A_missing_file_stays_in_the_list_so_that_it_shows_up_as_a_failure()
    {
        var found = Find(_folder["gone.wav"]).Files.ShouldHaveSingleItem();

        found.Facts.Type.ShouldBe(FileType.Missing);
    }

    [Fact]
    public void A_file_reached_by_two_arguments_is_there_once()
    {
        var file = _folder.Write("a/one.wav");

        Find(_folder.Path, file, _folder["a/../a"], _folder.Path + "/").Files.Count.ShouldBe(1);
    }

    [Fact]
    public void A_link_to_a_folder_above_does_not_loop()
    {
        _folder.Write("music/one.wav");
        Directory.CreateSymbolicLink(_folder["music/again"], _folder.Path);

        Find(_folder.Path).Files.Select(Relative).ShouldBe(["music/one.wav"]);
    }

    [Fact]
    public void A_linked_folder_outside_is_searched_and_a_real_path_wins_over_a_linked_one()
    {
        _folder.Write("outside/one.wav");
        _folder.Write("in/sub/two.wav");
        Directory.CreateSymbolicLink(_folder["in/a-link-out"], _folder["outside"]);
        Directory.CreateSymbolicLink(_folder["in/a-link-in"], _folder["in/sub"]);

        Find(_folder["in"]).Files.Select(Relative).ShouldBe(["in/a-link-out/one.wav", "in/sub/two.wav"]);
    }

    [Fact]
    public void A_dangling_link_is_listed_as_missing()
    {
        File.CreateSymbolicLink(_folder["x.wav"], _folder["nowhere.wav"]);

        Find(_folder.Path).Files.ShouldHaveSingleItem().Facts.Type.ShouldBe(FileType.Missing);
    }

    [LinuxFact]
    public void A_pipe_named_like_audio_is_skipped_because_opening_it_would_wait_for_ever()
    {
        MakePipe(_folder["pipe.wav"], 0x1a4).ShouldBe(0);

        Find(_folder.Path).Files.ShouldBeEmpty();
        Find(_folder["pipe.wav"]).Problems.ShouldHaveSingleItem().ShouldContain("not a regular file");
    }

    [LinuxFact]
    public void A_name_that_is_not_utf_8_is_found_shown_readably_and_can_be_opened()
    {
        byte[] name = [.. "Caf"u8, 0xe9, .. ".wav"u8];
        var path = new FilePath(_folder.Path).Child(name);
        using var file = new RawFile(path, "sound"u8);

        var found = Find(_folder.Path).Files.ShouldHaveSingleItem();
        found.Path.ShouldBe(path);
        Relative(found).ShouldBe(@"Caf\xe9.wav");
        found.Facts.SizeBytes.ShouldBe(5);
        using var readable = ReadableFile.Open(found.Path);
        File.ReadAllText(readable.Name).ShouldBe("sound");
    }

    [LinuxFact]
    public void An_argument_that_is_not_utf_8_is_found_by_its_bytes()
    {
        using var file = new RawFile(new FilePath(_folder.Path).Child([.. "Caf"u8, 0xe9, .. ".wav"u8]), "sound"u8);

        // What .NET hands to Main for that name.
        Find(_folder["Caf\uFFFD.wav"]).Files.ShouldHaveSingleItem().Facts.Type.ShouldBe(FileType.Regular);
    }

    [LinuxFact]
    public void Both_file_trees_agree_about_ordinary_files()
    {
        var file = _folder.Write("one.wav", "hello");
        File.SetLastWriteTimeUtc(file, new DateTime(2020, 2, 3, 4, 5, 6, DateTimeKind.Utc).AddTicks(1234567));
        IFileTree portable = new PortableFileTree();
        IFileTree linux = new LinuxFileTree();

        var path = new FilePath(file);
        (portable.Stat(path) with { Identity = "" }).ShouldBe(linux.Stat(path) with { Identity = "" });
        portable.List(new FilePath(_folder.Path)).ShouldBe(linux.List(new FilePath(_folder.Path)));
    }

    private static FoundFiles Find(params string[] paths) => new AudioFileFinder(FileTree.Current).Find(paths);

    private string Relative(AudioFile file) => file.Path.Text[(_folder.Path.Length + 1)..];

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}
