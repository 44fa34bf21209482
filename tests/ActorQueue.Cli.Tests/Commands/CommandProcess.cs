using System.Diagnostics;
using System.Text;

namespace ActorQueue.Cli.Tests.Commands;

/// <summary>The real program in a process of its own, its lines read as they come.</summary>
internal sealed class CommandProcess : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _transcript = new();

    private CommandProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>Everything that was printed so far, for the message of a failing test.</summary>
    public string Transcript
    {
        get
        {
            lock (_transcript)
            {
                return _transcript.ToString();
            }
        }
    }

    public int Id => _process.Id;

    public static CommandProcess Start(string workingDirectory, params string[] arguments) => StartBy([], workingDirectory, arguments);

    /// <summary>Started by another program, given as itself and its arguments, which becomes the command line that follows them.</summary>
    public static CommandProcess StartBy(IReadOnlyList<string> starter, string workingDirectory, params string[] arguments)
    {
        string[] commandLine = [.. starter, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Path.Combine(AppContext.BaseDirectory, "ActorQueue.Cli.dll"), .. arguments];
        var start = new ProcessStartInfo(commandLine[0])
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var argument in commandLine.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        return new CommandProcess(Process.Start(start).ShouldNotBeNull());
    }

    /// <summary>Runs to the end.</summary>
    public static async Task<(int ExitCode, string Transcript)> RunAsync(string workingDirectory, params string[] arguments)
    {
        using var process = Start(workingDirectory, arguments);
        while (await process.ReadLineAsync() is not null)
        {
        }

        return (await process.WaitForExitAsync(), process.Transcript);
    }

    /// <summary>The next line of standard output; null at its end.</summary>
    public async Task<string?> ReadLineAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            var line = await _process.StandardOutput.ReadLineAsync(timeout.Token);
            Note(line);
            return line;
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"No line within {Patience}. So far:\n{Transcript}", exception);
        }
    }

    public async Task<int> WaitForExitAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"Still running after {Patience}. So far:\n{Transcript}", exception);
        }
    }

    /// <summary>SIGKILL: nothing of the process runs any more.</summary>
    public void Kill() => _process.Kill();

    /// <summary>SIGTERM: the process may end in its own way.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        kill.ExitCode.ShouldBe(0);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private void Note(string? line)
    {
        lock (_transcript)
        {
            _transcript.AppendLine(line);
        }
    }
}
