using System.Globalization;
using System.Text.Json;
using ActorQueue.Contracts;

namespace ActorQueue.Cli.Tests.Commands;

/// <summary>The real program as a host, and again as its clients.</summary>
public sealed class HostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<CommandProcess> _hosts = [];

    public void Dispose()
    {
        _hosts.ForEach(host => host.Dispose());
        _folder.Dispose();
    }

    [LinuxFact]
    public async Task A_submitted_program_runs_in_the_host_and_every_client_sees_it()
    {
        EnableCommands();
        await StartHostAsync();

        var (exitCode, transcript) = await RunAsync("submit", "--command", "sh -c \"echo 'from the host'\"", "--name", "greeting", "--wait", "--json");

        exitCode.ShouldBe(0, transcript);
        var task = JsonElement.Parse(transcript);
        task.GetProperty("status").GetString().ShouldBe("completed");
        task.GetProperty("result").GetProperty("stdout").GetString().ShouldBe("from the host\n");
        (await LinesAsync("list", "--status", "completed")).ShouldHaveSingleItem().ShouldContain("greeting");
        (await LinesAsync("status", task.GetProperty("id").GetString()!)).ShouldContain("Name       greeting");
        (await LinesAsync("export")).ShouldHaveSingleItem().ShouldContain("\"name\":\"greeting\"");
        (await LinesAsync("stats")).ShouldContain(line => line.StartsWith("Tasks ", StringComparison.Ordinal) && line.Contains("1 accepted, 1 completed"));
    }

    [LinuxFact]
    public async Task What_is_submitted_without_a_host_is_worked_off_by_the_next_one()
    {
        EnableCommands();
        var (exitCode, transcript) = await RunAsync("submit", "--command", "true");
        exitCode.ShouldBe(0, transcript);
        transcript.ShouldContain("No host runs");
        // The note goes to standard error, and may be read first.
        var id = transcript.Split('\n', StringSplitOptions.TrimEntries).Single(line => TaskId.TryParse(line, out _));

        await StartHostAsync();

        var (watched, changes) = await RunAsync("watch", id);
        watched.ShouldBe(0, changes);
        changes.ShouldContain($"completed\t{id}");
    }

    [LinuxFact]
    public async Task A_paused_queue_stays_paused_for_the_next_host_and_goes_on_at_a_resume()
    {
        EnableCommands();
        (await LinesAsync("submit", "--command", "true")).Count.ShouldBe(2);
        (await LinesAsync("pause")).ShouldBe(["The queue is now paused."]);
        await StartHostAsync();
        var id = (await LinesAsync("list", "--status", "pending")).ShouldHaveSingleItem().Split('\t')[0];

        (await LinesAsync("resume")).ShouldBe(["The queue is now running."]);

        (await RunAsync("watch", id)).ExitCode.ShouldBe(0);
    }

    [LinuxFact]
    public async Task A_host_that_was_killed_leaves_nothing_that_is_in_the_way()
    {
        var host = await StartHostAsync();
        var id = (await LinesAsync("submit", "--kind", "nobody-runs-this", "--delay", "1h"))[0];
        host.Kill();
        await host.WaitForExitAsync();
        File.Exists(Path.Combine(_folder["data"], "actorqueue.sock")).ShouldBeTrue();

        var (exitCode, transcript) = await RunAsync("status", id);

        exitCode.ShouldBe(0, transcript);
        transcript.ShouldContain("scheduled");
        await StartHostAsync();
        (await RunAsync("cancel", id)).Transcript.ShouldContain("cancelled");
    }

    [LinuxFact]
    public async Task A_second_host_on_the_same_folder_ends_with_3_and_names_the_first()
    {
        var host = await StartHostAsync();

        var (exitCode, transcript) = await RunAsync("start");

        exitCode.ShouldBe(3);
        transcript.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"is in use by pid {host.Id}."));
        transcript.ShouldNotContain(" at ActorQueue.");
    }

    [LinuxFact]
    public async Task A_stopped_host_takes_its_socket_along_and_ends_with_130()
    {
        var host = await StartHostAsync();

        host.Terminate();

        (await host.WaitForExitAsync()).ShouldBe(130, host.Transcript);
        File.Exists(Path.Combine(_folder["data"], "actorqueue.sock")).ShouldBeFalse();
        (await LinesAsync("status"))[0].ShouldBe("Queue: ready, 0 waiting, 0 processing");
    }

    [LinuxFact]
    public async Task What_runs_at_a_stop_may_finish()
    {
        EnableCommands();
        var host = await StartHostAsync();
        var fifo = _folder["gate"];
        var id = (await LinesAsync("submit", "--command", $"sh -c 'mkfifo {fifo}; read line < {fifo}'"))[0];

        // Whoever opens a fifo for writing waits for its reader: then the program runs.
        await using (var gate = await OpenWhenThereAsync(fifo))
        {
            host.Terminate();
            while (await host.ReadLineAsync() is { } line && !line.StartsWith("Stopping", StringComparison.Ordinal))
            {
            }

            await gate.WriteAsync("go\n"u8.ToArray());
        }

        (await host.WaitForExitAsync()).ShouldBe(130, host.Transcript);
        (await LinesAsync("status", id)).ShouldContain("Status     completed");
    }

    [LinuxFact]
    public async Task A_program_and_what_it_started_end_with_a_host_that_is_killed()
    {
        EnableCommands();
        var host = await StartHostAsync();
        var fifo = _folder["alive"];
        await LinesAsync("submit", "--command", $"sh -c 'mkfifo {fifo}; exec 9> {fifo}; echo up >&9; sleep 600 & sleep 600'", "--max-retries", "0");
        using var alive = new StreamReader(await OpenWhenThereAsync(fifo, FileAccess.Read));
        (await alive.ReadLineAsync()).ShouldBe("up");

        host.Kill();

        // Its end comes when the last process that holds it open is gone.
        (await Task.Run(alive.ReadLine).WaitAsync(CommandProcess.Patience)).ShouldBeNull();
    }

    [LinuxFact]
    public async Task A_command_is_refused_where_commands_are_off_and_the_setting_is_named()
    {
        await StartHostAsync();

        var (exitCode, transcript) = await RunAsync("submit", "--command", "true");

        exitCode.ShouldBe(4);
        transcript.ShouldContain("actorqueue.processors.command.enabled = on");
    }

    [LinuxFact]
    public async Task Answers_that_are_refusals_have_their_exit_codes()
    {
        File.WriteAllText(SettingsFile(), "actorqueue.queue.max-length = 1");
        await StartHostAsync("--num-workers", "0");

        (await RunAsync("submit", "--kind", "x")).ExitCode.ShouldBe(0);
        var (full, whyFull) = await RunAsync("submit", "--kind", "x");
        var (unknown, whyUnknown) = await RunAsync("status", "0193b2d0-5c1e-7a55-8f0e-1f2e3d4c5b6a");
        var (unasked, whyUnasked) = await RunAsync("purge");
        var (other, whyOther) = await RunAsync("submit", "--kind", "x", "--queue", "other");

        full.ShouldBe(4, whyFull);
        unknown.ShouldBe(2, whyUnknown);
        unasked.ShouldBe(2, whyUnasked);
        whyUnasked.ShouldContain("--yes");
        other.ShouldBe(2, whyOther);
        (await LinesAsync("purge", "--yes")).ShouldBe(["1 task purged."]);
        (await LinesAsync("cancel", "--all", "--yes")).ShouldBe(["0 tasks cancelled or asked to stop."]);
    }

    [LinuxFact]
    public async Task A_payload_that_no_host_would_read_is_refused_and_named()
    {
        File.WriteAllText(SettingsFile(), "actorqueue.api.max-body-bytes = 1024");
        await StartHostAsync();
        File.WriteAllText(_folder["large.json"], $"\"{new string('a', 1024)}\"");

        var (exitCode, transcript) = await RunAsync("submit", "--kind", "x", "--payload", $"@{_folder["large.json"]}");

        exitCode.ShouldBe(4, transcript);
        transcript.ShouldContain("actorqueue.api.max-body-bytes");
    }

    [LinuxFact]
    public async Task What_a_submit_says_of_its_task_reaches_the_queue()
    {
        await StartHostAsync("--num-workers", "0");
        string[] task = ["--kind", "x", "--tag", "a", "--tag", "b", "--description", "why", "--cpu", "100000", "--memory", "64", "--fairness-key", "f", "--concurrency-key", "c", "--rate-key", "r"];
        string[] once = ["--dedup-key", "k", "--dedup-window", "1h"];

        var first = (await LinesAsync("submit", [.. task, .. once])).Single();
        var (exitCode, transcript) = await RunAsync("submit", [.. task, .. once, "--dedup-policy", "reject"]);

        (await LinesAsync("submit", [.. task, .. once])).ShouldBe([first]);
        exitCode.ShouldBe(4, transcript);
        var status = await LinesAsync("status", first);
        status.ShouldContain("Tags       a, b");
        status.ShouldContain("About      why");
    }

    [LinuxFact]
    public async Task Who_watches_a_host_that_is_killed_is_told_that_everything_is_kept()
    {
        var host = await StartHostAsync();
        var id = (await LinesAsync("submit", "--kind", "x", "--delay", "1h"))[0];
        using var watching = CommandProcess.Start(_folder.Path, ["watch", id, "--data", _folder["data"]]);
        await watching.ReadLineAsync();

        host.Kill();

        (await watching.WaitForExitAsync()).ShouldBe(3, watching.Transcript);
        watching.Transcript.ShouldContain("kept for the next");
    }

    [Fact]
    public async Task Nothing_can_be_watched_where_no_host_runs()
    {
        var (exitCode, transcript) = await RunAsync("watch");

        exitCode.ShouldBe(3);
        transcript.ShouldContain("No host runs on");
    }

    private void EnableCommands() => File.WriteAllText(SettingsFile(), "actorqueue.processors.command.enabled = on");

    private string SettingsFile()
    {
        Directory.CreateDirectory(_folder["data"]);
        return Path.Combine(_folder["data"], "actorqueue.conf");
    }

    private async Task<CommandProcess> StartHostAsync(params string[] arguments)
    {
        var host = CommandProcess.Start(_folder.Path, ["start", "--data", _folder["data"], .. arguments]);
        _hosts.Add(host);
        string? line;
        while ((line = await host.ReadLineAsync())?.StartsWith("Ready", StringComparison.Ordinal) != true)
        {
            line.ShouldNotBeNull(host.Transcript);
        }

        return host;
    }

    private Task<(int ExitCode, string Transcript)> RunAsync(string command, params string[] arguments) =>
        CommandProcess.RunAsync(_folder.Path, [.. command.Split(' '), .. arguments, "--data", _folder["data"]]);

    private async Task<IReadOnlyList<string>> LinesAsync(string command, params string[] arguments)
    {
        var (exitCode, transcript) = await RunAsync(command, arguments);
        exitCode.ShouldBe(0, transcript);
        return transcript.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static async Task<FileStream> OpenWhenThereAsync(string fifo, FileAccess access = FileAccess.Write)
    {
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(fifo)!, Path.GetFileName(fifo));
        var created = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Created += (_, _) => created.TrySetResult();
        watcher.EnableRaisingEvents = true;
        if (!File.Exists(fifo))
        {
            await created.Task.WaitAsync(CommandProcess.Patience);
        }

        return await Task.Run(() => new FileStream(fifo, FileMode.Open, access)).WaitAsync(CommandProcess.Patience);
    }
}
