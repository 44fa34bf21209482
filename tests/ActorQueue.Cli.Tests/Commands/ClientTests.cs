using System.Text.Json;

namespace ActorQueue.Cli.Tests.Commands;

/// <summary>What each command does to a folder's queue, and what it says of it: by the real program, with a host where something has to run.</summary>
public sealed class ClientTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private CommandProcess? _host;

    public ClientTests()
    {
        Directory.CreateDirectory(_folder["data"]);
        File.WriteAllText(Path.Combine(_folder["data"], "actorqueue.conf"), "actorqueue.processors.command.enabled = on");
    }

    public void Dispose()
    {
        _host?.Dispose();
        _folder.Dispose();
    }

    [LinuxFact]
    public async Task A_dead_letter_is_found_shown_run_again_and_deleted()
    {
        await StartHostAsync();
        var (exitCode, transcript) = await RunAsync("submit", "--command", "false", "--name", "doomed", "--max-retries", "0", "--wait");
        exitCode.ShouldBe(1, transcript);
        var id = transcript.Split('\n')[0].Trim();
        var other = (await LinesAsync("submit", "--command", "true", "--wait"))[0];

        (await LinesAsync("dead list"))[0].ShouldStartWith(id);
        (await LinesAsync("dead list", "--kind", "nothing")).ShouldBe(["No dead letters."]);
        (await LinesAsync("dead show", id)).ShouldSatisfyAllConditions(
            lines => lines[0].ShouldBe("doomed (command), failed after 1 attempt"), lines => lines[1].ShouldStartWith("run 1, attempt 1, "));

        (await LinesAsync("retry", id)).ShouldBe([$"{id} waits for run 2"]);
        (await RunAsync("watch", id)).ExitCode.ShouldBe(1);
        var (notRetried, why) = await RunAsync("retry", other);
        (notRetried, why.Trim()).ShouldBe((1, $"{other} has succeeded"));
        (await LinesAsync("dead retry", "--kind", "command", "--yes")).ShouldBe(["1 task waits for its next run."]);
        (await RunAsync("watch", id)).ExitCode.ShouldBe(1);
        (await LinesAsync("dead show", id)).ShouldContain(line => line.StartsWith("run 3, attempt ", StringComparison.Ordinal));

        (await LinesAsync("dead delete", "--all", "--yes")).ShouldBe(["1 task deleted."]);
        (await LinesAsync("dead list")).ShouldBe(["No dead letters."]);
        (await RunAsync("status", id)).ExitCode.ShouldBe(2);
    }

    [LinuxFact]
    public async Task Waiting_tasks_get_another_priority_are_held_back_and_purged_by_what_they_are()
    {
        await StartHostAsync(workers: 0);
        var first = await SubmitAsync("--kind", "x", "--priority", "high");
        var second = await SubmitAsync("--kind", "y", "--priority", "low");

        (await LinesAsync("reprioritise", second, "--priority", "urgent")).ShouldBe([$"{second} done, is pending"]);
        (await LinesAsync("list", "--sort", "priority", "--desc"))[0].ShouldStartWith(second);
        (await LinesAsync("list", "--sort", "priority", "--desc", "--limit", "1")).ShouldHaveSingleItem();
        (await LinesAsync("explain", first)).ShouldContain("1 task starts before it.");

        (await LinesAsync("pause", "--kind", "x")).ShouldHaveSingleItem().ShouldContain("x");
        (await LinesAsync("explain", first)).ShouldContain(line => line.StartsWith("kind-paused: ", StringComparison.Ordinal));
        (await LinesAsync("resume", "--kind", "x")).ShouldHaveSingleItem().ShouldContain("x");
        (await LinesAsync("pause", second)).ShouldBe([$"{second} done, is paused"]);
        (await LinesAsync("list", "--status", "paused")).ShouldHaveSingleItem().ShouldStartWith(second);
        (await LinesAsync("resume", second)).ShouldBe([$"{second} done, is pending"]);

        (await LinesAsync("purge", "--kind", "y", "--max-priority", "low", "--yes")).ShouldBe(["0 tasks purged."]);
        (await LinesAsync("purge", "--min-priority", "urgent", "--yes")).ShouldBe(["1 task purged."]);
        (await LinesAsync("list", "--status", "pending")).ShouldHaveSingleItem().ShouldStartWith(first);
    }

    [LinuxFact]
    public async Task A_batch_counts_its_tasks_is_cancelled_and_retried()
    {
        await StartHostAsync(workers: 0);
        var batch = (await LinesAsync("batch create", "nightly"))[0];
        var task = await SubmitAsync("--kind", "x", "--batch", batch);

        (await LinesAsync("batch list", "--status", "open")).ShouldHaveSingleItem().ShouldBe($"{batch}\topen\t0/1\tnightly");
        (await LinesAsync("batch seal", batch)).ShouldContain("Status     sealed");
        (await LinesAsync("batch show", batch)).ShouldContain("Tasks      1 in all, 1 pending");
        (await LinesAsync("batch cancel", batch)).ShouldBe(["1 task cancelled, 0 asked to stop."]);
        (await LinesAsync("batch show", batch)).ShouldContain("Tasks      1 in all, 1 cancelled");
        (await LinesAsync("batch retry", batch)).ShouldBe(["1 task waits for its next run, 0 refused."]);
        (await LinesAsync("status", task)).ShouldContain("Status     pending");
    }

    [LinuxFact]
    public async Task A_schedule_is_added_listed_held_back_triggered_and_removed()
    {
        await StartHostAsync(workers: 0);
        (await LinesAsync("schedule add", "nightly", "--cron", "30 2 * * *", "--zone", "Europe/Berlin", "--kind", "report"))[0].ShouldStartWith("Schedule nightly: added. Next: ");
        (await LinesAsync("schedule list", "--upcoming", "3")).ShouldSatisfyAllConditions(
            lines => lines[0].ShouldBe("nightly: 30 2 * * * (Europe/Berlin)"),
            lines => lines.Count(line => line.StartsWith("next ", StringComparison.Ordinal)).ShouldBe(3));
        (await LinesAsync("schedule pause", "nightly"))[0].ShouldStartWith("Schedule nightly: paused.");
        (await LinesAsync("schedule list"))[0].ShouldEndWith(", paused");
        (await LinesAsync("schedule resume", "nightly"))[0].ShouldStartWith("Schedule nightly: resumed.");
        (await LinesAsync("schedule trigger", "nightly"))[0].ShouldStartWith("Schedule nightly: triggered. Task ");
        (await LinesAsync("list", "--kind", "report")).ShouldHaveSingleItem();
        (await LinesAsync("schedule remove", "nightly"))[0].ShouldStartWith("Schedule nightly: removed.");
        (await LinesAsync("schedule list")).ShouldBe(["No schedules."]);
    }

    [LinuxFact]
    public async Task A_worker_is_listed_and_held_back_and_the_health_and_the_numbers_of_the_queue_are_told()
    {
        (await RunAsync("submit", "--command", "true")).ExitCode.ShouldBe(0);
        var (offline, why) = await RunAsync("health");
        (offline, why.Split('\n')[0].Trim()).ShouldBe((1, "offline"));
        await StartHostAsync();
        var worker = (await LinesAsync("workers"))[0].Split(' ')[0];

        (await LinesAsync("health"))[0].ShouldBe("healthy");
        (await LinesAsync("workers pause", worker))[0].ShouldBe($"{worker}  paused");
        (await LinesAsync("workers list"))[0].ShouldBe($"{worker}  paused");
        var id = (await LinesAsync("submit", "--command", "true"))[0];
        (await LinesAsync("status", id)).ShouldContain("Status     pending");
        (await LinesAsync("workers resume", worker))[0].ShouldNotContain("paused");
        (await RunAsync("watch", id)).ExitCode.ShouldBe(0);
        (await RunAsync("workers pause", "nobody")).ExitCode.ShouldBe(2);
        JsonElement.Parse((await RunAsync("stats", "--json")).Transcript).GetProperty("byKind").EnumerateArray().Single().GetProperty("name").GetString().ShouldBe("command");
    }

    [LinuxFact]
    public async Task Everything_that_a_queue_does_is_watched_and_a_kind_alone()
    {
        await StartHostAsync();
        using var all = CommandProcess.Start(_folder.Path, "watch", "--data", _folder["data"]);
        using var none = CommandProcess.Start(_folder.Path, "watch", "--kind", "nothing", "--json", "--data", _folder["data"]);
        string? line = null;
        var id = "";

        // Until the watcher is attached it sees nothing: as many tasks as that takes.
        var reading = all.ReadLineAsync();
        while (!reading.IsCompleted)
        {
            id = (await LinesAsync("submit", "--command", "true", "--wait"))[0];
        }

        for (line = await reading; line?.StartsWith($"completed\t{id}", StringComparison.Ordinal) == false;)
        {
            line = await all.ReadLineAsync();
        }

        _host!.Terminate();

        line.ShouldNotBeNull(all.Transcript);
        (await none.ReadLineAsync()).ShouldBeNull();
        (await none.WaitForExitAsync()).ShouldBe(3, none.Transcript);
    }

    [LinuxFact]
    public async Task A_payload_is_read_from_a_file_but_never_more_of_it_than_a_queue_would_take()
    {
        File.WriteAllText(_folder["greet.json"], """{"program":"echo","arguments":["from a file"]}""");
        await StartHostAsync();

        var (exitCode, transcript) = await RunAsync("submit", "--kind", "command", "--payload", $"@{_folder["greet.json"]}", "--wait", "--json");
        var (tooLarge, whyTooLarge) = await RunAsync("submit", "--kind", "x", "--payload", "@/dev/zero");
        var (missing, whyMissing) = await RunAsync("submit", "--kind", "x", "--payload", "@nowhere.json");

        exitCode.ShouldBe(0, transcript);
        JsonElement.Parse(transcript).GetProperty("result").GetProperty("stdout").GetString().ShouldBe("from a file\n");
        tooLarge.ShouldBe(4, whyTooLarge);
        whyTooLarge.ShouldContain("has more than 2 MiB");
        missing.ShouldBe(2, whyMissing);
        whyMissing.ShouldContain("nowhere.json");
    }

    [LinuxFact]
    public async Task Doctor_tests_the_analyzer_a_worker_process_and_a_task_and_closes_with_the_count()
    {
        var lines = (await RunAsync("doctor")).Transcript.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        foreach (var check in (string[])["analyzer starts", "analyzer runs in a worker process", "task through the queue"])
        {
            lines.ShouldContain(line => line.StartsWith($"✓ {check}", StringComparison.Ordinal));
        }

        var failed = lines.Count(line => line.StartsWith('✗'));
        var passed = lines.Count(line => line.StartsWith('✓'));
        lines.ShouldContain($"Overall: {passed}/{passed + failed} tests passed");
    }

    private async Task StartHostAsync(int workers = 2)
    {
        _host = CommandProcess.Start(_folder.Path, "start", "--num-workers", $"{workers}", "--data", _folder["data"]);
        string? line;
        while ((line = await _host.ReadLineAsync())?.StartsWith("Ready", StringComparison.Ordinal) != true)
        {
            line.ShouldNotBeNull(_host.Transcript);
        }
    }

    private async Task<string> SubmitAsync(params string[] arguments) =>
        (await LinesAsync("submit", arguments)).Single(line => Contracts.TaskId.TryParse(line, out _));

    private Task<(int ExitCode, string Transcript)> RunAsync(string command, params string[] arguments) =>
        CommandProcess.RunAsync(_folder.Path, [.. command.Split(' '), .. arguments, "--data", _folder["data"]]);

    private async Task<IReadOnlyList<string>> LinesAsync(string command, params string[] arguments)
    {
        var (exitCode, transcript) = await RunAsync(command, arguments);
        exitCode.ShouldBe(0, transcript);
        return transcript.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
