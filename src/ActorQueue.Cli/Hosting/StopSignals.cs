using System.Runtime.InteropServices;
using ActorQueue.Cli.CommandLine;

namespace ActorQueue.Cli.Hosting;

/// <summary>
/// Ctrl-C, SIGTERM and a closed terminal. The first one asks to finish what runs, the second one to cancel it, the third ends the process:
/// what was acknowledged is on disk, so even that loses nothing.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _drain = new();
    private readonly CancellationTokenSource _cancel = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _count;

    public StopSignals()
    {
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Raise();
            }));
        }
    }

    /// <summary>Start nothing new and finish what runs.</summary>
    public CancellationToken Drain => _drain.Token;

    /// <summary>End what runs, too.</summary>
    public CancellationToken Cancel => _cancel.Token;

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _drain.Dispose();
        _cancel.Dispose();
    }

    private void Raise()
    {
        switch (Interlocked.Increment(ref _count))
        {
            case 1:
                _drain.Cancel();
                break;
            case 2:
                _cancel.Cancel();
                break;
            default:
                Environment.Exit(ExitCode.Interrupted);
                break;
        }
    }
}
