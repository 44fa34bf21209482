using System.Diagnostics;
using System.Text;

namespace ActorQueue.Audio.Decoding.FFmpeg;

/// <summary>
/// A program that writes to a pipe which we read. It is asked nothing, and is ended and reaped with this object. Should this process die, the pipe breaks and the
/// program ends by itself; a hanging one ends with our process group, where a supervisor ends that.
/// </summary>
internal sealed class ChildProgram : IDisposable
{
    /// <summary>What is kept of its complaints; the rest is read and forgotten, or a talkative program would stop at a full pipe.</summary>
    private const int MaximumErrorBytes = 4096;

    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _cancellation;
    private bool _isDisposed;

    /// <param name="path">Where the program is.</param>
    /// <param name="arguments">Handed over as they are; no shell reads them.</param>
    /// <param name="cancellationToken">Ends the program, whatever it waits for.</param>
    /// <exception cref="AudioException">The program cannot be started.</exception>
    public ChildProgram(string path, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;

        // In a terminal, Ctrl-C goes to the whole group, and is for us to answer: files under way are to be finished. Only there the program leaves the group.
        var session = IsInForeground ? ProgramPath.Find("setsid") : null;
        var start = new ProcessStartInfo(session ?? path, session is null ? arguments : [path, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };

        // A user's own wish for log files must not fill the folder of every analysis.
        start.Environment.Remove("FFREPORT");
        start.Environment["AV_LOG_FORCE_NOCOLOR"] = "1";
        try
        {
            _process = Process.Start(start)!;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            throw new AudioException(AudioErrorCodes.CodecMissing, $"{path} does not start: {e.Message}", e);
        }

        _process.StandardInput.Close();
        var errors = _process.StandardError.BaseStream;
        _errors = Task.Factory.StartNew(
            () => ReadErrors(errors), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _cancellation = cancellationToken.Register(Kill);
    }

    private static bool IsInForeground => File.Exists("/proc/self/stat") && IsForeground(File.ReadAllText("/proc/self/stat"));

    /// <summary>Its number among the system's processes.</summary>
    public int Id => _process.Id;

    /// <summary>What the program writes.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Its exit code and the start of its complaints, once it has ended; to be asked when its output has.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public (int ExitCode, string Errors) End()
    {
        _process.WaitForExit();
        _cancellationToken.ThrowIfCancellationRequested();
        return (_process.ExitCode, _errors.GetAwaiter().GetResult());
    }

    public void Dispose()
    {
        // Waits for a cancellation that is under way, so nobody ends the process any more after this.
        _cancellation.Dispose();
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        Kill();

        // Killed, it is gone in a moment, unless the kernel waits for a dead disk, which must not hold us up for ever.
        _process.WaitForExit(ExitPatience);
        Output.Dispose();
        _process.Dispose();
    }

    /// <summary>Whether the group is the one that its terminal's keys go to: fields 5 and 8 of proc(5)'s stat, behind a name that may hold anything.</summary>
    internal static bool IsForeground(string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 5 && string.Equals(fields[2], fields[5], StringComparison.Ordinal);
    }

    private void Kill() => _process.Kill();

    private static string ReadErrors(Stream errors)
    {
        using var owned = errors;
        var kept = new byte[MaximumErrorBytes];
        var rest = new byte[MaximumErrorBytes];
        try
        {
            var count = errors.ReadAtLeast(kept, kept.Length, throwOnEndOfStream: false);
            while (errors.Read(rest) > 0)
            {
            }

            return Encoding.UTF8.GetString(kept, 0, count);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return "";
        }
    }
}
