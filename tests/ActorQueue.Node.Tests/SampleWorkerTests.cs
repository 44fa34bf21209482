using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ActorQueue.Node.Tests;

public sealed class SampleWorkerTests
{
    /// <summary>The one in src/samples, which the README tells people to run.</summary>
    [ProgramsFact("bash", "curl", "jq")]
    public async Task A_worker_in_bash_runs_tasks()
    {
        await using var node = await RunningNode.StartAsync();
        var good = await node.SubmitAsync("""{"kind":"upper","payload":{"text":"a \"quoted\" word"}}""");
        var bad = await node.SubmitAsync("""{"kind":"upper","payload":{"other":1}}""");
        await node.SubmitAsync("""{"kind":"gated"}""");

        using var timeout = new CancellationTokenSource(RunningNode.Patience);
        using var worker = Process.Start(new ProcessStartInfo("bash", [Script(), node.Api.SocketPath, "upper", "3"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await node.WaitForStatusAsync(bad, "failed");
        var late = await node.SubmitAsync("""{"kind":"upper","payload":{"text":"waited for"}}""");
        await worker.WaitForExitAsync(timeout.Token);

        worker.ExitCode.ShouldBe(0, await worker.StandardError.ReadToEndAsync(timeout.Token));
        (await node.GetAsync($"tasks/{good}")).GetProperty("result").GetProperty("text").GetString().ShouldBe("A \"QUOTED\" WORD");
        (await node.GetAsync($"tasks/{bad}")).GetProperty("error").GetProperty("code").GetString().ShouldBe("payload-invalid");
        (await node.GetAsync($"tasks/{late}")).GetProperty("status").GetString().ShouldBe("completed");
        (await node.GetAsync("workers")).GetProperty("workers").GetArrayLength().ShouldBe(0, "it has unregistered");
    }

    private static string Script([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "src", "samples", "foreign-worker.sh"));

    /// <summary>Visibly skipped where programs are missing; with <c>CI=true</c> that is a failure.</summary>
    private sealed class ProgramsFactAttribute : FactAttribute
    {
        public ProgramsFactAttribute(params string[] programs)
        {
            var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
            string[] missing = [.. programs.Where(program => !folders.Any(folder => File.Exists(Path.Combine(folder, program))))];
            if (missing.Length > 0 && Environment.GetEnvironmentVariable("CI") != "true")
            {
                Skip = $"needs {string.Join(", ", missing)}";
            }
        }
    }
}
