using System.ComponentModel;
using System.Diagnostics;
using ActorQueue.Contracts;

namespace ActorQueue.Processors.Commands;

/// <summary>
/// Runs a program as a task. It gets its arguments as a list, an environment of allowed names only, and nothing to read. Told to stop, and when its host is gone, it is
/// killed with every process that it has started, other than one that has cut itself loose.
/// </summary>
internal sealed class CommandProcessor(CommandSettings settings, TimeProvider time) : ITaskProcessor
{
    // sysexits.h: usage, data, no input, permission, configuration; and what shells answer for a file that cannot be run or is not there.
    private static readonly int[] PermanentExitCodes = [64, 65, 66, 77, 78, 126, 127];

    // What the program has written is in the pipes when it ends; only a process that it left behind keeps them open.
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(2);

    // Of standard error, in an error's message.
    private const int MaxQuotedLength = 500;

    public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
    {
        if (!settings.IsEnabled)
        {
            throw Permanent(ErrorCodes.CommandDisabled, "Tasks of the kind 'command' are not run here: set actorqueue.processors.command.enabled = on to let them run programs.");
        }

        var payload = CommandPayload.TryParse(context.Payload.Span, out var problem)
            ?? throw Permanent(ErrorCodes.PayloadInvalid, $"The payload is not a command: {problem}");
        var (process, hasSession) = Start(payload);
        using (process)
        {
            return await RunAsync(process, hasSession, payload, cancellationToken);
        }
    }

    private static TaskFailedException Permanent(string code, string message, Exception? cause = null) => new(code, message, FailureClass.Permanent, cause);

    private (Process Process, bool HasSession) Start(CommandPayload payload)
    {
        if (payload.WorkingDirectory is { } directory && !Directory.Exists(directory))
        {
            throw Permanent(ErrorCodes.FileNotFound, $"The working folder '{directory}' does not exist.");
        }

        var file = ProgramFile.Find(payload.Program, payload.WorkingDirectory)
            ?? throw Permanent(ErrorCodes.FileNotFound, $"The program '{payload.Program}' does not exist, or is not one that can be run without a shell.");
        if (settings.Programs.Count > 0 && !settings.Programs.Contains(file))
        {
            throw Permanent(ErrorCodes.CommandDisabled, $"The program '{file}' is not among those that may be run (actorqueue.processors.command.programs).");
        }

        var session = ProgramSession.For(file);
        var start = new ProcessStartInfo
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = payload.WorkingDirectory ?? string.Empty,
        };
        SetEnvironment(start, payload);
        var commandLine = session?.CommandLine(file, payload.Arguments, start.Environment.Keys) ?? [file, .. payload.Arguments];
        start.FileName = commandLine[0];
        foreach (var argument in commandLine.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            return (Process.Start(start) ?? throw new InvalidOperationException($"'{file}' was not started."), session is not null);
        }
        catch (Win32Exception e)
        {
            throw Permanent("command-not-started", $"The program '{file}' cannot be started: {e.Message}", e);
        }
    }

    private void SetEnvironment(ProcessStartInfo start, CommandPayload payload)
    {
        if (payload.Environment.Keys.FirstOrDefault(name => !settings.Environment.Contains(name)) is { } refused)
        {
            throw Permanent(ErrorCodes.CommandDisabled, $"The variable '{refused}' may not be set (actorqueue.processors.command.environment).");
        }

        start.Environment.Clear();
        foreach (var name in settings.Environment)
        {
            if ((payload.Environment.GetValueOrDefault(name) ?? Environment.GetEnvironmentVariable(name)) is { } value)
            {
                start.Environment[name] = value;
            }
        }
    }

    private async Task<TaskResult> RunAsync(Process process, bool hasSession, CommandPayload payload, CancellationToken cancellationToken)
    {
        if (!hasSession)
        {
            process.StandardInput.Close();
        }

        var (stdout, stderr) = (new OutputTail(settings.MaxOutputBytes), new OutputTail(settings.MaxOutputBytes));
        using var enough = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        var reading = Task.WhenAll(stdout.ReadAsync(process.StandardOutput.BaseStream, enough.Token), stderr.ReadAsync(process.StandardError.BaseStream, enough.Token));
        await using (cancellationToken.Register(() => KillTree(process)))
        {
            // Not by the token: as long as anything of the attempt runs, the attempt has not ended.
            await process.WaitForExitAsync(CancellationToken.None);
        }

        if (hasSession && !cancellationToken.IsCancellationRequested)
        {
            ProgramSession.Release(process);
        }

        process.StandardInput.Close();
        enough.CancelAfter(OutputGrace);
        await reading;
        cancellationToken.ThrowIfCancellationRequested();
        var result = new CommandResult(process.ExitCode, stdout.Text(), stderr.Text(), stdout.TotalBytes, stderr.TotalBytes);
        return process.ExitCode == 0 ? TaskResult.Json(result, CommandJson.Default.CommandResult) : throw Failed(payload, result);
    }

    private static TaskFailedException Failed(CommandPayload payload, CommandResult result)
    {
        var said = result.Stderr.Trim();
        var quoted = said.Length <= MaxQuotedLength ? said : "…" + said[^MaxQuotedLength..];
        var isPermanent = PermanentExitCodes.Contains(result.ExitCode) || payload.PermanentExitCodes.Contains(result.ExitCode);
        return new TaskFailedException(
            $"exit-{result.ExitCode}",
            $"'{payload.Program}' ended with exit code {result.ExitCode}{(quoted.Length > 0 ? ": " + quoted : ".")}",
            isPermanent ? FailureClass.Permanent : FailureClass.Retryable);
    }

    private static void KillTree(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended by itself; what of its tree cannot be killed is not ours to kill.
        }
    }
}
