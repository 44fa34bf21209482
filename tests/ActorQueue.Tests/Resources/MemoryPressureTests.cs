using System.Diagnostics;

namespace ActorQueue.Tests.Resources;

/// <summary>The router under a real limit of the runtime, in a process of its own: <see cref="MemoryPressureProgram"/>.</summary>
public sealed class MemoryPressureTests : IDisposable
{
    // Real work on a busy machine; a test that passes takes seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("actorqueue-memory-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_router_shrinks_when_the_heap_is_nearly_full_and_every_task_completes()
    {
        var (exitCode, output) = await RunAsync(MemoryPressureProgram.HeapLimitBytes);

        exitCode.ShouldBe(0, output);
        output.ShouldContain("Queue: High memory usage: ");
        output.ShouldContain($"Queue: Reduced workers from {MemoryPressureProgram.Workers} to {MemoryPressureProgram.Workers / 2}");
        output.ShouldContain($"completed: {MemoryPressureProgram.Tasks} of {MemoryPressureProgram.Tasks}");
    }

    private async Task<(int ExitCode, string Output)> RunAsync(long heapLimitBytes)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            ArgumentList = { "exec", typeof(MemoryPressureProgram).Assembly.Location, MemoryPressureProgram.Name, _folder },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["DOTNET_GCHeapHardLimit"] = heapLimitBytes.ToString("X", System.Globalization.CultureInfo.InvariantCulture),
                ["DOTNET_gcServer"] = "0",
            },
        };
        using var process = Process.Start(start)!;
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The program has not ended within {Patience}. It said:\n{string.Join('\n', await output)}", e);
        }

        return (process.ExitCode, string.Join('\n', await output));
    }
}
