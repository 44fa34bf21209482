using System.Text.Json;
using ActorQueue.Cli.Hosting;

namespace ActorQueue.Cli.Tests.Commands;

/// <summary>The real program where the folder's queue is not its own: a host runs there, or it cannot be used.</summary>
public sealed class AnalyzeElsewhereTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LinuxFact]
    public async Task Where_a_host_runs_it_does_the_work_and_the_results_are_the_same()
    {
        var pieces = MusicFolder.WritePieces(_folder, 3);
        MusicFolder.WriteBroken(_folder);
        var (_, own) = await RunAsync("analyze", "music", "--max-retries", "0", "--json", "own.json", "--data", "other");
        await using var host = await StartHostAsync();

        var (exitCode, output) = await RunAsync("analyze", "music", "--max-retries", "0", "--json", "hosted.json");

        exitCode.ShouldBe(1, output);
        output.ShouldContain("3 completed, 4 failed");
        Outcomes("hosted.json").ShouldBe(Outcomes("own.json"), own);
        (await host.Queue.GetStatisticsAsync()).CompletedTasks.ShouldBe(pieces.Count);
    }

    [LinuxFact]
    public async Task What_a_host_measured_has_its_pictures_too()
    {
        MusicFolder.WritePieces(_folder, 2);
        await using var host = await StartHostAsync();

        var (exitCode, output) = await RunAsync("analyze", "music", "--report", "pages");

        exitCode.ShouldBe(0, output);
        output.ShouldNotContain("no pictures");
        var pages = Directory.GetFiles(_folder["pages/files"]);
        pages.Length.ShouldBe(2);
        pages.ShouldAllBe(page => File.ReadAllText(page).Contains("Mel spectrogram"));
    }

    [LinuxFact]
    public async Task A_stop_leaves_what_was_submitted_to_the_host_and_the_same_command_finds_it()
    {
        MusicFolder.WritePieces(_folder, 4);
        await using var host = await StartHostAsync();
        await host.Queue.PauseAsync();
        using (var process = CommandProcess.Start(_folder.Path, "analyze", "music", "--plain"))
        {
            await foreach (var change in host.Queue.WatchAsync().WithCancellation(Patience()))
            {
                if ((await host.Queue.GetStatisticsAsync()).PendingTasks == 4)
                {
                    break;
                }
            }

            process.Terminate();
            (await process.WaitForExitAsync()).ShouldBe(130, process.Transcript);
        }

        await host.Queue.ResumeAsync();
        var (exitCode, output) = await RunAsync("analyze", "music");

        exitCode.ShouldBe(0, output);
        output.ShouldContain("4 completed, 0 failed");
    }

    [LinuxFact]
    public async Task A_host_decides_itself_how_it_works()
    {
        MusicFolder.WritePieces(_folder, 1);
        await using var host = await StartHostAsync();

        var (exitCode, output) = await RunAsync("analyze", "music", "--workers", "2");

        exitCode.ShouldBe(2, output);
        output.ShouldContain("A host runs in './.actorqueue' and does the work");
    }

    [LinuxFact]
    public async Task A_host_that_works_on_no_files_is_given_none()
    {
        MusicFolder.WritePieces(_folder, 1);
        await using var host = await StartHostAsync(workers: 0);

        var (exitCode, output) = await RunAsync("analyze", "music");

        exitCode.ShouldBe(3, output);
        output.ShouldContain("has no workers for audio files");
        output.ShouldContain("--direct");
        (await host.Queue.GetStatisticsAsync()).TotalTasks.ShouldBe(0);
    }

    [Fact]
    public async Task Without_a_queue_the_results_are_the_same_and_nothing_is_kept()
    {
        MusicFolder.WritePieces(_folder, 3);
        MusicFolder.WriteBroken(_folder);
        var (_, own) = await RunAsync("analyze", "music", "--max-retries", "0", "--json", "own.json", "--data", "other");

        var (exitCode, output) = await RunAsync("analyze", "music", "--direct", "--json", "direct.json");

        exitCode.ShouldBe(1, output);
        output.ShouldContain("3 completed, 4 failed");
        Outcomes("direct.json").ShouldBe(Outcomes("own.json"), own);
        Directory.Exists(_folder[".actorqueue"]).ShouldBeFalse();
    }

    [LinuxFact]
    public async Task A_stop_without_a_queue_says_that_nothing_was_kept()
    {
        MusicFolder.WritePieces(_folder, 30);
        using var process = CommandProcess.Start(_folder.Path, "analyze", "music", "--plain", "--direct", "--workers", "1");
        while (await process.ReadLineAsync() is { } line && !line.StartsWith("[ 2/30]", StringComparison.Ordinal))
        {
        }

        process.Terminate();
        while (await process.ReadLineAsync() is not null)
        {
        }

        (await process.WaitForExitAsync()).ShouldBe(130, process.Transcript);
        process.Transcript.ShouldContain("Without a queue nothing was kept");
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_used_is_an_error_that_names_the_way_without_it()
    {
        MusicFolder.WritePieces(_folder, 1);
        _folder.Write("file");

        var (exitCode, output) = await RunAsync("analyze", "music", "--data", Path.Combine("file", "data"));

        exitCode.ShouldBe(3, output);
        output.ShouldContain("--direct analyses without a queue, and keeps nothing.");
    }

    [Theory]
    [InlineData("--max-retries", "1")]
    [InlineData("--isolation", "process")]
    public async Task Without_a_queue_there_are_no_retries_and_no_other_processes(string option, string value)
    {
        var (exitCode, output) = await RunAsync("analyze", ".", "--direct", option, value);

        exitCode.ShouldBe(2, output);
        output.ShouldContain("--direct tries each file once in this process");
    }

    private static CancellationToken Patience() => new CancellationTokenSource(CommandProcess.Patience).Token;

    private Task<QueueHost> StartHostAsync(int workers = 2) =>
        QueueHost.StartAsync(new QueueHostOptions(_folder[".actorqueue"]) { HasApi = true, Workers = workers, Serving = new ServingOptions(null, null, AllowRemote: false) });

    private string[] Outcomes(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(_folder[file]));
        return [.. document.RootElement.GetProperty("files").EnumerateArray().Select(entry => string.Join(
            '|', entry.GetProperty("path").GetString(), entry.GetProperty("status").GetString(), entry.GetProperty("attempts").GetInt32(),
            entry.GetProperty("error").GetRawText(), entry.GetProperty("result").GetRawText()))];
    }

    private Task<(int ExitCode, string Transcript)> RunAsync(params string[] arguments) =>
        CommandProcess.RunAsync(_folder.Path, arguments);
}
