using System.Diagnostics;
using System.Text.Json;
using ActorQueue.Cli.Hosting;

namespace ActorQueue.Cli.Tests.Commands;

/// <summary>The real program over real files.</summary>
public sealed class AnalyzeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_are_analysed_and_written_and_the_second_run_is_answered_from_the_cache()
    {
        var pieces = MusicFolder.WritePieces(_folder, 3);

        var (exitCode, output) = await RunAsync("analyze", "music", "--json", "out.json", "--csv", "out.csv");
        exitCode.ShouldBe(0, output);
        output.ShouldContain("3 completed, 0 failed");
        using var document = JsonDocument.Parse(File.ReadAllBytes(_folder["out.json"]));
        var files = document.RootElement.GetProperty("files").EnumerateArray().ToList();
        files.Select(file => file.GetProperty("path").GetString()).ShouldBe(pieces, ignoreOrder: true);
        files.ShouldAllBe(file => Math.Abs(file.GetProperty("result").GetProperty("durationSeconds").GetDouble() - 2) < 0.001);
        File.ReadAllLines(_folder["out.csv"]).Length.ShouldBe(4);

        var (again, answered) = await RunAsync("analyze", "music");
        again.ShouldBe(0, answered);
        answered.ShouldContain("3 completed (3 from the cache), 0 failed");
    }

    [Fact]
    public async Task A_file_that_changed_is_analysed_again_and_a_copy_is_not()
    {
        var pieces = MusicFolder.WritePieces(_folder, 2);
        await RunAsync("analyze", "music");
        File.Copy(pieces[0], _folder["music/copy.wav"]);
        File.Copy(pieces[0], pieces[1], overwrite: true);
        File.SetLastWriteTimeUtc(pieces[1], new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var (exitCode, output) = await RunAsync("analyze", "music", "--json", "out.json");

        exitCode.ShouldBe(0, output);
        output.ShouldContain("3 completed (1 from the cache)");
        using var document = JsonDocument.Parse(File.ReadAllBytes(_folder["out.json"]));
        document.RootElement.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("result").GetRawText()).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_missing_file_fails_at_once_with_its_path_and_loses_nothing_else()
    {
        MusicFolder.WritePieces(_folder, 1);

        var (exitCode, output) = await RunAsync("analyze", "gone.wav", "music", "--json", "out.json");

        exitCode.ShouldBe(1, output);
        output.ShouldContain("1 completed, 1 failed");
        output.ShouldContain("0 retries");
        output.ShouldContain($"file-not-found: No such file: {_folder["gone.wav"]}");
    }

    [Fact]
    public async Task Broken_files_fail_with_the_reason_after_their_retries()
    {
        MusicFolder.WritePieces(_folder, 2);
        MusicFolder.WriteBroken(_folder);

        var (exitCode, output) = await RunAsync("analyze", "music", "--max-retries", "1");

        exitCode.ShouldBe(1, output);
        output.ShouldContain("2 completed, 4 failed");
        output.ShouldContain("4 retries");
        output.ShouldContain("empty.wav: decode-failed: ");
        output.ShouldContain("cut.wav: decode-failed: ");
        output.ShouldContain("noise.flac: decode-failed: ");
        output.ShouldContain("text.mp3: decode-failed: ");
    }

    [Fact]
    public async Task More_files_than_the_queue_holds_are_submitted_as_it_empties()
    {
        var paths = MusicFolder.WritePieces(_folder, 1);
        for (var i = 0; i < 1500; i++)
        {
            File.Copy(paths[0], _folder[$"music/copy {i:0000}.wav"]);
        }

        var (exitCode, output) = await RunAsync("analyze", "music");

        exitCode.ShouldBe(0, output[^Math.Min(output.Length, 2000)..]);
        output.ShouldContain("1501 completed, 0 failed");
    }

    [Fact]
    public async Task A_folder_without_audio_says_so()
    {
        Directory.CreateDirectory(_folder["music"]);

        var (exitCode, output) = await RunAsync("analyze", "music", ".");

        exitCode.ShouldBe(0, output);
        output.ShouldContain("No audio files found in 'music', '.'.");
    }

    [LinuxFact]
    public async Task A_full_standard_output_costs_the_lines_and_not_the_results()
    {
        MusicFolder.WritePieces(_folder, 2);
        var program = Path.Combine(AppContext.BaseDirectory, "ActorQueue.Cli.dll");
        var start = new ProcessStartInfo("sh", ["-c", $"exec dotnet '{program}' analyze music --json out.json > /dev/full"]) { WorkingDirectory = _folder.Path, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start).ShouldNotBeNull();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(3, error);
        error.ShouldStartWith("error: Standard output cannot be written: ");
        error.TrimEnd().Split('\n').Length.ShouldBe(1, error);
        File.Exists(_folder["out.json"]).ShouldBeTrue();
    }

    [LinuxFact]
    public async Task A_stop_finishes_what_runs_and_the_same_command_does_the_rest()
    {
        MusicFolder.WritePieces(_folder, 30);
        using (var process = CommandProcess.Start(_folder.Path, "analyze", "music", "--plain", "--workers", "1"))
        {
            while (await process.ReadLineAsync() is { } line && !line.StartsWith("[ 2/30]", StringComparison.Ordinal))
            {
            }

            Process.Start("kill", ["-TERM", process.Id.ToString()]).WaitForExit();
            while (await process.ReadLineAsync() is not null)
            {
            }

            (await process.WaitForExitAsync()).ShouldBe(130, process.Transcript);
            process.Transcript.ShouldContain("The same command continues");
        }

        var (exitCode, output) = await RunAsync("analyze", "music");
        exitCode.ShouldBe(0, output);
        output.ShouldContain("30 completed (");
    }

    [Fact]
    public async Task A_second_owner_of_the_data_folder_is_told_who_holds_it()
    {
        // Not a run of files: on a busy machine the second program may take longer to start than thirty files do.
        await using var owner = await QueueHost.StartAsync(new QueueHostOptions(_folder[".actorqueue"]) { Workers = 0 });

        var (exitCode, output) = await CommandProcess.RunAsync(_folder.Path, "stats");

        exitCode.ShouldBe(3, output);
        output.ShouldContain($"in use by pid {Environment.ProcessId}");
    }

    [Fact]
    public async Task The_finished_run_can_be_looked_at()
    {
        MusicFolder.WritePieces(_folder, 2);
        await RunAsync("analyze", "music");

        var (_, list) = await RunAsync("list", "--json");
        using var document = JsonDocument.Parse(list);
        var id = document.RootElement.GetProperty("tasks")[0].GetProperty("id").GetString()!;
        var (exitCode, status) = await RunAsync("status", id, "--json");
        exitCode.ShouldBe(0, status);
        JsonDocument.Parse(status).RootElement.GetProperty("status").GetString().ShouldBe("completed");
        var (_, stats) = await RunAsync("stats", "--json");
        JsonDocument.Parse(stats).RootElement.GetProperty("completedTasks").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task The_demo_finds_what_it_made_and_leaves_nothing()
    {
        var (exitCode, output) = await RunAsync("demo");

        exitCode.ShouldBe(0, output);
        output.ShouldContain("6 of 6 pieces");
        Directory.GetFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_doctor_ends_with_its_count()
    {
        var (exitCode, output) = await RunAsync("doctor");

        output.TrimEnd().Split('\n')[^1].ShouldMatch(@"^Overall: \d+/1[01] tests passed\r?$");
        output.ShouldContain("✓ task through the queue");
        output.ShouldContain("✓ analyzer runs in a worker process");
        exitCode.ShouldBe(output.Contains('✗', StringComparison.Ordinal) ? 3 : 0, output);
        Directory.GetFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    private Task<(int ExitCode, string Transcript)> RunAsync(params string[] arguments) =>
        CommandProcess.RunAsync(_folder.Path, arguments);
}
