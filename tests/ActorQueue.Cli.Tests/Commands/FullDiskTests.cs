using System.Diagnostics;
using ActorQueue.Cli.Access;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Tests.Commands;

/// <summary>A disk that is really full: a small file system, mounted for the host alone and seen by others through <c>/proc/PID/root</c>.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [MountFact]
    public async Task A_full_disk_is_an_answer_that_ends_with_it_and_nothing_that_was_acknowledged_is_lost()
    {
        var data = _folder["disk"];
        Directory.CreateDirectory(data);
        using var host = CommandProcess.StartBy(
            ["unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=4m tmpfs \"$0\" && exec \"$@\"", data], _folder.Path, "start", "--data", data, "--num-workers", "0");
        await ReadyAsync(host);
        var disk = $"/proc/{host.Id}/root{data}";
        using var api = (await ApiClient.TryConnectAsync(disk, queue: null, CancellationToken.None)).ShouldNotBeNull();
        using var patience = new CancellationTokenSource(CommandProcess.Patience);
        var accepted = new List<TaskId> { (await SubmitAsync(api, TaskId.New(TimeProvider.System), patience.Token))!.Value };
        Fill(Path.Combine(disk, "filler"));

        var refused = TaskId.New(TimeProvider.System);
        while (await SubmitAsync(api, refused, patience.Token) is { } id)
        {
            // What the database had room for.
            accepted.Add(id);
            refused = TaskId.New(TimeProvider.System);
        }

        (await SubmitAsync(api, refused, patience.Token)).ShouldBeNull("the disk is still full");
        File.Delete(Path.Combine(disk, "filler"));
        while (await SubmitAsync(api, refused, patience.Token) is null)
        {
            patience.Token.ThrowIfCancellationRequested();
        }

        foreach (var id in accepted.Append(refused))
        {
            (await api.FindAsync($"tasks/{id}", ApiJson.Default.TaskView, patience.Token)).ShouldNotBeNull(host.Transcript);
        }

        (await api.GetAsync("stats", ApiJson.Default.QueueStatistics, patience.Token)).TotalTasks.ShouldBe(accepted.Count + 1);
    }

    private static async Task ReadyAsync(CommandProcess host)
    {
        string? line;
        while ((line = await host.ReadLineAsync())?.StartsWith("Ready", StringComparison.Ordinal) != true)
        {
            line.ShouldNotBeNull(host.Transcript);
        }
    }

    /// <summary>The task's id when it was acknowledged; null when the host answered that the queue is unavailable. Anything else fails.</summary>
    private static async Task<TaskId?> SubmitAsync(ApiClient api, TaskId id, CancellationToken cancellationToken)
    {
        var submission = new TaskSubmission { Id = id, Kind = "nobody-runs-it", PayloadBase64 = Convert.ToBase64String(new byte[10_000]) };
        try
        {
            return (await api.PostAsync("tasks", submission, ApiJson.Default.TaskSubmission, ApiJson.Default.SubmissionOutcome, cancellationToken)).Id;
        }
        catch (CommandFailedException exception) when (exception.InnerException is QueueUnavailableException)
        {
            exception.ExitCode.ShouldBe(ExitCode.Environment);
            return null;
        }
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Skipped, visibly, where no file system can be mounted.</summary>
    private sealed class MountFactAttribute : FactAttribute
    {
        private static readonly Lazy<bool> CanMount = new(() =>
        {
            if (!OperatingSystem.IsLinux())
            {
                return false;
            }

            using var tried = Process.Start(new ProcessStartInfo("sh", ["-c", "unshare -rm mount -t tmpfs tmpfs /mnt"]) { RedirectStandardError = true, UseShellExecute = false })!;
            tried.WaitForExit();
            return tried.ExitCode == 0;
        });

        public MountFactAttribute() => Skip = CanMount.Value ? null : "Needs to mount a file system of its own (unshare -rm).";
    }
}
