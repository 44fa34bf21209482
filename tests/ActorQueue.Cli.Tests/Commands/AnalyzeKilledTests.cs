using System.Text.Json;
using Xunit.Abstractions;

namespace ActorQueue.Cli.Tests.Commands;

/// <summary>The promise of the whole program: whenever it is killed, the same command again leaves every file with exactly one result.</summary>
public sealed class AnalyzeKilledTests(ITestOutputHelper log) : IDisposable
{
    private const int Pieces = 40;

    // As many as the crash budget: from the next one on, a file that was alone at every kill is given up as one that takes its process down.
    private const int Kills = 3;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_file_ends_with_exactly_one_result_though_the_run_is_killed_again_and_again()
    {
        var seed = Environment.TickCount;
        log.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var pieces = MusicFolder.WritePieces(_folder, Pieces);
        var broken = MusicFolder.WriteBroken(_folder);

        for (var kill = 0; kill < Kills; kill++)
        {
            await RunUntilKilledAsync(lines: random.Next(0, 8));
        }

        var (exitCode, transcript) = await CommandProcess.RunAsync(_folder.Path, [.. Arguments, "--json", "results.json"]);
        exitCode.ShouldBe(1, transcript);
        AssertOneOutcomeEach(pieces, broken);
        await AssertOneTaskEachAsync(pieces, broken);

        var (again, answered) = await CommandProcess.RunAsync(_folder.Path, [.. Arguments, "--json", "results.json"]);
        again.ShouldBe(1, answered);
        answered.ShouldContain($"({Pieces} from the cache)");
        AssertOneOutcomeEach(pieces, broken);
    }

    private static string[] Arguments => ["analyze", "music", "--plain", "--workers", "2", "--max-retries", "1"];

    private async Task RunUntilKilledAsync(int lines)
    {
        using var process = CommandProcess.Start(_folder.Path, Arguments);
        for (var line = 0; line < lines; line++)
        {
            if (await process.ReadLineAsync() is null)
            {
                break;
            }
        }

        process.Kill();
        await process.WaitForExitAsync();
        log.WriteLine($"killed after {lines} lines");
    }

    private void AssertOneOutcomeEach(IReadOnlyList<string> pieces, IReadOnlyList<string> broken)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(_folder["results.json"]));
        var files = document.RootElement.GetProperty("files").EnumerateArray().ToList();

        files.Select(Path).ShouldBe(pieces.Concat(broken), ignoreOrder: true);
        foreach (var file in files)
        {
            var isPiece = pieces.Contains(Path(file));
            file.GetProperty("status").GetString().ShouldBe(isPiece ? "completed" : "failed", Path(file));
            file.GetProperty("result").ValueKind.ShouldBe(isPiece ? JsonValueKind.Object : JsonValueKind.Null);
            file.GetProperty("error").ValueKind.ShouldBe(isPiece ? JsonValueKind.Null : JsonValueKind.Object);
        }

        static string Path(JsonElement file) => file.GetProperty("path").GetString()!;
    }

    /// <summary>The queue's own history agrees: no piece was completed twice, and nothing was left behind.</summary>
    private async Task AssertOneTaskEachAsync(IReadOnlyList<string> pieces, IReadOnlyList<string> broken)
    {
        var (exitCode, output) = await CommandProcess.RunAsync(_folder.Path, "list", "--limit", "10000");
        exitCode.ShouldBe(0, output);
        var tasks = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r').Split('\t')).Where(fields => fields.Length == 5).ToList();

        tasks.Where(fields => fields[1] == "completed").Select(fields => fields[4]).ShouldBe(pieces, ignoreOrder: true);
        tasks.Where(fields => fields[1] == "failed").Select(fields => fields[4]).Distinct().ShouldBe(broken, ignoreOrder: true);
        tasks.ShouldAllBe(fields => fields[1] == "completed" || fields[1] == "failed");
    }
}
