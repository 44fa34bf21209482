using System.Text.Json;

namespace ActorQueue.Cli.Tests.Commands;

/// <summary>A folder whose settings name a further queue, as its users see it: with a host, and without one.</summary>
public sealed class NamedQueueTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private CommandProcess? _host;

    public NamedQueueTests()
    {
        Directory.CreateDirectory(_folder["data"]);
        File.WriteAllText(
            Path.Combine(_folder["data"], "actorqueue.conf"),
            "actorqueue { processors.command.enabled = on, queues.video { workers.max = 1, queue.max-length = 1 } }");
    }

    public void Dispose()
    {
        _host?.Dispose();
        _folder.Dispose();
    }

    [LinuxFact]
    public async Task Commands_speak_to_the_queue_that_is_named_and_status_finds_a_task_in_any()
    {
        await StartHostAsync();
        (await LinesAsync("pause", "--queue", "video")).ShouldBe(["The queue video is now paused."]);
        var waiting = (await LinesAsync("submit", "--queue", "video", "--command", "true"))[0];

        (await LinesAsync("submit", "--command", "true", "--wait"))[^1].ShouldBe("completed");
        (await RunAsync("submit", "--queue", "video", "--command", "true")).ExitCode.ShouldBe(4);

        (await LinesAsync("list", "--queue", "video")).ShouldHaveSingleItem().ShouldStartWith(waiting);
        (await LinesAsync("list")).ShouldHaveSingleItem().ShouldNotContain(waiting);
        (await LinesAsync("status", waiting)).ShouldContain("Queue      video");
        (await LinesAsync("status", "--queue", "video"))[0].ShouldBe("Queue video: paused, 1 waiting, 0 processing");
        (await RunAsync("explain", "--queue", "video", waiting)).Transcript.ShouldContain("paused");
        (await LinesAsync("health")).ShouldContain(line => line.Contains("queue video: ", StringComparison.Ordinal));
        (await LinesAsync("queues")).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(3))).ShouldBe(["default running 0", "video paused 1"]);
        (await LinesAsync("workers", "--queue", "video"))[1].ShouldContain("runs 0 of 1");

        (await LinesAsync("resume", "--queue", "video")).ShouldBe(["The queue video is now running."]);
        (await LinesAsync("watch", "--queue", "video", waiting))[^1].ShouldStartWith("completed");
        (await LinesAsync("export", "--queue", "video")).ShouldHaveSingleItem().ShouldContain(waiting);
        JsonElement.Parse((await RunAsync("stats", "--queue", "video", "--json")).Transcript).GetProperty("completedTasks").GetInt64().ShouldBe(1);
    }

    [LinuxFact]
    public async Task Without_a_host_the_queues_are_there_and_nothing_runs_and_a_killed_host_loses_no_task_of_either()
    {
        var ofVideo = (await LinesAsync("submit", "--queue", "video", "--command", "true")).Single(line => Contracts.TaskId.TryParse(line, out _));
        var ofDefault = (await LinesAsync("submit", "--command", "true", "--delay", "1h")).Single(line => Contracts.TaskId.TryParse(line, out _));
        (await LinesAsync("status", ofVideo)).ShouldContain("Status     pending");
        (await LinesAsync("pause", "--queue", "video")).ShouldBe(["The queue video is now paused."]);

        var host = await StartHostAsync();
        host.Kill();
        await host.WaitForExitAsync();

        (await LinesAsync("status", ofVideo)).ShouldContain("Status     pending");
        (await LinesAsync("status", ofDefault)).ShouldContain("Status     scheduled");
        await StartHostAsync();
        await LinesAsync("resume", "--queue", "video");
        (await RunAsync("watch", "--queue", "video", ofVideo)).ExitCode.ShouldBe(0);
    }

    [LinuxFact]
    public async Task An_unknown_queue_is_a_wrong_use_and_a_setting_that_is_none_keeps_the_folder_shut()
    {
        var (exitCode, transcript) = await RunAsync("submit", "--queue", "vidoe", "--command", "true");
        exitCode.ShouldBe(2, transcript);
        transcript.ShouldContain("There is no queue 'vidoe' here; there are: default, video.");

        File.AppendAllText(Path.Combine(_folder["data"], "actorqueue.conf"), "\nactorqueue.queues.mail { queue.max-lenght = 5, memory.threshold = 50 }");
        (exitCode, transcript) = await RunAsync("queues");
        exitCode.ShouldBe(2, transcript);
        transcript.ShouldContain("actorqueue.queues.mail.queue.max-lenght: is no setting");
        transcript.ShouldContain("actorqueue.queues.mail.memory.threshold: belongs to the node");
    }

    private async Task<CommandProcess> StartHostAsync()
    {
        _host?.Dispose();
        _host = CommandProcess.Start(_folder.Path, "start", "--num-workers", "2", "--data", _folder["data"]);
        string? line;
        while ((line = await _host.ReadLineAsync())?.StartsWith("Ready", StringComparison.Ordinal) != true)
        {
            line.ShouldNotBeNull(_host.Transcript);
        }

        return _host;
    }

    private Task<(int ExitCode, string Transcript)> RunAsync(string command, params string[] arguments) =>
        CommandProcess.RunAsync(_folder.Path, [command, .. arguments, "--data", _folder["data"]]);

    private async Task<IReadOnlyList<string>> LinesAsync(string command, params string[] arguments)
    {
        var (exitCode, transcript) = await RunAsync(command, arguments);
        exitCode.ShouldBe(0, transcript);
        return transcript.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
