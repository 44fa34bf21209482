using System.Diagnostics;
using System.Text;
using System.Text.Json;
using ActorQueue.Contracts;
using ActorQueue.Processors;
using ActorQueue.Processors.Commands;

namespace ActorQueue.Tests.Processors.Commands;

/// <summary>Programs as tasks, with the programs of any Unix.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task A_program_is_given_its_arguments_as_they_are_and_its_output_is_the_result()
    {
        var result = await RunAsync(new CommandPayload("printf") { Arguments = ["%s|%s", "a b; $(id) `id`", "*"] });

        result.Stdout.ShouldBe("a b; $(id) `id`|*");
        result.StdoutBytes.ShouldBe(17);
        result.Stderr.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_off_until_it_is_switched_on_and_the_error_says_so()
    {
        await using var embedded = await EmbeddedQueue.StartAsync((_, _) => { });
        embedded.Queue.RunsCommands.ShouldBeFalse();

        var refused = await embedded.RunAsync(EmbeddedQueue.NewTask(CommandPayload.Kind) with { Payload = new CommandPayload("true").ToJson() });

        (refused.Attempts, refused.Error!.Code).ShouldBe((1, ErrorCodes.CommandDisabled));
        refused.Error.Message.ShouldContain("actorqueue.processors.command.enabled");
    }

    [Fact]
    public async Task Switched_on_it_runs_through_the_queue()
    {
        await using var embedded = await EmbeddedQueue.StartAsync((_, _) => { }, "actorqueue.processors.command.enabled = on");
        embedded.Queue.RunsCommands.ShouldBeTrue();

        var task = await embedded.RunAsync(EmbeddedQueue.NewTask(CommandPayload.Kind) with { Payload = new CommandPayload("pwd") { WorkingDirectory = "/" }.ToJson() });

        task.Status.ShouldBe(QueueTaskStatus.Completed, task.ErrorMessage);
        JsonDocument.Parse(task.Result!.Value).RootElement.GetProperty("stdout").GetString().ShouldBe("/\n");
    }

    [Fact]
    public async Task It_sees_the_allowed_variables_alone()
    {
        Environment.SetEnvironmentVariable("ACTORQUEUE_TEST_SECRET", "secret");
        Environment.SetEnvironmentVariable("ACTORQUEUE_TEST_SHOWN", "shown");

        var result = await RunAsync(
            new CommandPayload("env") { Environment = new Dictionary<string, string> { ["LANG"] = "C" } },
            Settings with { Environment = ["LANG", "ACTORQUEUE_TEST_SHOWN", "ACTORQUEUE_TEST_MISSING"] });

        result.Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["LANG=C", "ACTORQUEUE_TEST_SHOWN=shown"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_variable_that_is_not_allowed_cannot_be_set() => (await FailAsync(
        new CommandPayload("env") { Environment = new Dictionary<string, string> { ["LD_PRELOAD"] = "/tmp/evil.so" } })).Message.ShouldContain("LD_PRELOAD");

    [Fact]
    public async Task Only_listed_programs_run_when_there_is_a_list() =>
        (await FailAsync(new CommandPayload("env"), Settings with { Programs = ["/bin/true"] })).Code.ShouldBe(ErrorCodes.CommandDisabled);

    [Theory]
    [InlineData(1, FailureClass.Retryable)]
    [InlineData(64, FailureClass.Permanent)]
    [InlineData(7, FailureClass.Permanent)]
    public async Task The_exit_code_says_whether_a_retry_can_help(int exitCode, FailureClass expected)
    {
        var failed = await FailAsync(new CommandPayload("sh") { Arguments = ["-c", $"echo it broke >&2; exit {exitCode}"], PermanentExitCodes = [7] });

        (failed.Code, failed.FailureClass).ShouldBe(($"exit-{exitCode}", expected));
        failed.Message.ShouldContain("it broke");
    }

    [Theory]
    [InlineData("no-such-program-anywhere", null)]
    [InlineData("./no-such-program", "/")]
    [InlineData("true", "/no/such/folder")]
    public async Task What_is_not_there_fails_for_good(string program, string? folder)
    {
        var failed = await FailAsync(new CommandPayload(program) { WorkingDirectory = folder });

        (failed.Code, failed.FailureClass).ShouldBe((ErrorCodes.FileNotFound, FailureClass.Permanent));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"program":" "}""")]
    [InlineData("""{"program":"true","arguments":[null]}""")]
    [InlineData("""{"program":"true","environment":{"LANG":null}}""")]
    [InlineData("""{"program":"tr\u0000ue"}""")]
    public async Task A_payload_that_is_no_command_fails_for_good(string json)
    {
        var failed = await Should.ThrowAsync<TaskFailedException>(async () => await Processor(Settings).ProcessAsync(Context(Encoding.UTF8.GetBytes(json)), default));

        (failed.Code, failed.FailureClass).ShouldBe((ErrorCodes.PayloadInvalid, FailureClass.Permanent));
    }

    [Fact]
    public async Task A_payload_needs_to_name_no_more_than_the_program() =>
        await Should.NotThrowAsync(async () => await Processor(Settings).ProcessAsync(Context("""{"program":"true"}"""u8.ToArray()), default));

    // /proc/self/stat: pid (name) state ppid group session. Without a group of its own, Ctrl-C in the host's terminal would reach it.
    [ActorQueue.Tests.Isolation.LinuxFact]
    public async Task It_leads_a_process_group_of_its_own()
    {
        var fields = (await RunAsync(new CommandPayload("cat") { Arguments = ["/proc/self/stat"] })).Stdout.Split(' ');

        (fields[4], fields[5]).ShouldBe((fields[0], fields[0]));
    }

    [Fact]
    public async Task A_file_that_only_a_shell_would_run_is_not_run()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "echo by a shell");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        (await FailAsync(new CommandPayload(file))).Code.ShouldBe("command-not-started");

        File.Delete(file);
    }

    [Fact]
    public async Task Of_a_long_output_the_end_is_kept()
    {
        var result = await RunAsync(
            new CommandPayload("sh") { Arguments = ["-c", "yes aaaaaaa | head -c 1000000; printf the-end"] }, Settings with { MaxOutputBytes = 100 });

        result.Stdout.Length.ShouldBe(100);
        result.Stdout.ShouldEndWith("the-end");
        result.StdoutBytes.ShouldBe(1_000_007);
    }

    // The child sleeps on in the background of the program that is told to stop; both must be gone.
    [Fact]
    public async Task Told_to_stop_it_is_killed_with_what_it_started()
    {
        using var stop = new CancellationTokenSource();
        var folder = Directory.CreateTempSubdirectory("actorqueue-command-");
        var pids = Path.Combine(folder.FullName, "pids");
        var running = Processor(Settings).ProcessAsync(
            Context(new CommandPayload("sh") { Arguments = ["-c", "sleep 600 & echo $$ $! > pids.new; mv pids.new pids; wait"], WorkingDirectory = folder.FullName }.ToJson()), stop.Token);
        while (!File.Exists(pids))
        {
            await Task.Yield();
        }

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await running);

        foreach (var pid in (await File.ReadAllTextAsync(pids)).Split(' ').Select(int.Parse))
        {
            IsRunning(pid).ShouldBeFalse();
        }

        folder.Delete(recursive: true);
    }

    // A daemon that it leaves behind holds the pipes open; the task has ended all the same.
    [Fact]
    public async Task A_process_left_behind_does_not_hold_the_task()
    {
        var result = await RunAsync(new CommandPayload("sh") { Arguments = ["-c", "sleep 600 & echo $!"] });

        using var left = Process.GetProcessById(int.Parse(result.Stdout, System.Globalization.CultureInfo.InvariantCulture));
        left.Kill();
    }

    // One that waits for all its children, as some do, must not meet one that it has not started.
    [ActorQueue.Tests.Isolation.LinuxFact]
    public async Task It_has_no_children_but_its_own() =>
        (await RunAsync(new CommandPayload("sh") { Arguments = ["-c", "cat /proc/$$/task/$$/children"] })).Stdout.Trim().Split(' ').Length.ShouldBe(1);

    [ActorQueue.Tests.Isolation.LinuxFact]
    public async Task Nothing_of_it_is_left_when_it_has_ended()
    {
        var result = await RunAsync(new CommandPayload("sh") { Arguments = ["-c", "echo $$"] });

        var group = result.Stdout.Trim();
        SpinWait.SpinUntil(() => !GroupHasMembers(group), TimeSpan.FromMinutes(1)).ShouldBeTrue();
    }

    private static bool GroupHasMembers(string group) => Directory.GetDirectories("/proc").Any(process =>
    {
        try
        {
            return int.TryParse(Path.GetFileName(process), out _) && File.ReadAllText(Path.Combine(process, "stat")).Split(") ")[^1].Split(' ') is [not "Z", _, var found, ..] && found == group;
        }
        catch (IOException)
        {
            return false;
        }
    });

    // A child that was killed and that nobody has waited for yet is still listed.
    private static bool IsRunning(int pid)
    {
        var status = $"/proc/{pid}/stat";
        try
        {
            return File.Exists(status) && !File.ReadAllText(status).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    [Fact]
    public async Task It_is_given_nothing_to_read() => (await RunAsync(new CommandPayload("cat"))).Stdout.ShouldBeEmpty();

    private static CommandSettings Settings { get; } = new(IsEnabled: true, ["PATH", "LANG"], [], 4096);

    private static CommandProcessor Processor(CommandSettings settings) => new(settings, TimeProvider.System);

    private static TaskContext Context(byte[] payload) => new(TaskId.New(TimeProvider.System), CommandPayload.Kind, "test", 1, payload, "application/json");

    private static async Task<CommandResult> RunAsync(CommandPayload payload, CommandSettings? settings = null)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var result = await Processor(settings ?? Settings).ProcessAsync(Context(payload.ToJson()), patience.Token);
        return JsonSerializer.Deserialize(result.Content.Span, CommandJson.Default.CommandResult)!;
    }

    private static Task<TaskFailedException> FailAsync(CommandPayload payload, CommandSettings? settings = null) =>
        Should.ThrowAsync<TaskFailedException>(() => RunAsync(payload, settings));
}
