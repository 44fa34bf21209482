using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Logging;

namespace ActorQueue.Isolation;

/// <summary>How a worker process is started: this program again, or what the host names (<see cref="Hosting.ActorQueueOptions.WorkerCommand"/>).</summary>
internal sealed class WorkerCommandLine(IReadOnlyList<string> command, LogLevel lowestLogLevel)
{
    // The rest is for what the runtime and native code need themselves. An allocation past the heap's own limit fails as an exception, which says where; past the
    // process' limit it is killed.
    private const int HeapPercent = 75;

    /// <summary>The program that runs now, as it was started, without its arguments.</summary>
    /// <exception cref="QueueConfigurationException">It cannot be told.</exception>
    public static IReadOnlyList<string> ThisProgram()
    {
        var path = Environment.ProcessPath ?? throw new QueueConfigurationException(["this program's path is not known: set ActorQueueOptions.WorkerCommand"]);
        return Path.GetFileNameWithoutExtension(path) == "dotnet" && Assembly.GetEntryAssembly()?.Location is { Length: > 0 } assembly ? [path, assembly] : [path];
    }

    public ProcessStartInfo Create(long memoryLimitBytes)
    {
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[WorkerProgram.EnvironmentVariable] = "1";
        start.Environment[WorkerProgram.LogLevelVariable] = lowestLogLevel.ToString();

        // The runtime reads the number as hexadecimal. Heaps per core would each want a part of it.
        start.Environment["DOTNET_GCHeapHardLimit"] = (memoryLimitBytes / 100 * HeapPercent).ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";

        // The sockets of its diagnostics would stay in the temporary folder when it is killed.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return start;
    }
}
