using System.Diagnostics;
using System.Globalization;
using System.Text;
using ActorQueue.Contracts;
using ActorQueue.Isolation;
using ActorQueue.Processors;
using Microsoft.Extensions.Logging;
using static ActorQueue.Tests.Isolation.IsolatedHost;

namespace ActorQueue.Tests.Isolation;

/// <summary>Real worker processes.</summary>
public sealed class WorkerProcessPoolTests : IAsyncLifetime
{
    // A machine that is busy; a test that passes never waits so long.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly LogLines _log = new();
    private readonly WorkerProcessPool _pool;

    public WorkerProcessPoolTests() => _pool = NewPool(logger: _log);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _pool.DisposeAsync();

    [Fact]
    public async Task An_attempt_is_the_same_there_as_here_and_its_process_is_used_again()
    {
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            List<TaskProgress> progress = [];
            var context = NewAttempt("echo", Encoding.UTF8.GetBytes($"größer {attempt}"), attempt: attempt, onProgress: progress.Add);

            var result = await RunAsync(context);

            Encoding.UTF8.GetString(result.Content.Span).ShouldBe($"größer {attempt}");
            result.ContentType.ShouldBe("text/plain");
            progress.ShouldBe([new TaskProgress(1, 2, $"a task, attempt {attempt}, {context.Id}"), new TaskProgress(2, 2, null)], "the last one is told however soon it comes");
        }

        _pool.ProcessIds.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_large_payload_arrives_whole()
    {
        var payload = new byte[1 << 20];
        new Random(1).NextBytes(payload);

        (await RunAsync(NewAttempt("echo", payload))).Content.ToArray().ShouldBe(payload);
    }

    [Fact]
    public async Task There_are_never_more_processes_than_allowed()
    {
        await using var pool = NewPool(maxProcesses: 1);
        using var cancellation = new CancellationTokenSource();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = pool.RunAsync(NewAttempt("heed", onProgress: _ => started.TrySetResult()), cancellation.Token);
        await started.Task.WaitAsync(Patience);

        var second = pool.RunAsync(NewAttempt("echo"), default);

        pool.ProcessIds.Count.ShouldBe(1);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first.WaitAsync(Patience));
        await second.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_processors_own_failure_is_the_same_there_as_here()
    {
        var failure = await FailureOf("refuse");
        (failure.Code, failure.Message, failure.FailureClass).ShouldBe(("too-blue", "The picture is too blue.", FailureClass.Permanent));

        (await FailureOf("no-such-kind")).Code.ShouldBe(ErrorCodes.UnknownKind);
        (await FailureOf("zeros")).Code.ShouldBe(ErrorCodes.ResultTooLarge);
        _pool.ProcessIds.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_checkpoint_that_the_queue_refuses_fails_the_attempt_there()
    {
        var context = new TaskContext(TaskId.New(TimeProvider.System), "resume", "a task", 1, default, "text/plain")
        {
            SaveCheckpoint = (_, _) => throw new TaskFailedException(ErrorCodes.LeaseLost, "another attempt is the current one"),
        };

        var failure = await Should.ThrowAsync<TaskFailedException>(() => RunAsync(context));

        (failure.Code, failure.Message).ShouldBe((ErrorCodes.LeaseLost, "another attempt is the current one"));
    }

    [Fact]
    public async Task A_flood_of_progress_does_not_leave_the_process()
    {
        var reports = 0;

        await RunAsync(NewAttempt("chatter", onProgress: _ => reports++));

        // Ten a second, on a machine that may be slow, of a hundred thousand.
        reports.ShouldBeInRange(1, 10_000);
    }

    [LinuxFact]
    public async Task A_process_that_is_killed_fails_its_attempt_as_crashed_and_the_next_one_gets_a_new_process()
    {
        var dead = 0;
        var failure = await Should.ThrowAsync<TaskFailedException>(() => RunAsync(NewAttempt("spin", onProgress: _ => Kill(dead = _pool.ProcessIds.Single()))));

        (failure.Code, failure.FailureClass).ShouldBe((ErrorCodes.Crashed, FailureClass.Crashed));
        failure.Message.ShouldStartWith($"The worker process {dead} (node-7/1) was ended by signal 9.");
        _pool.ProcessIds.ShouldBeEmpty();
        await RunAsync(NewAttempt("echo"));
        _pool.ProcessIds.ShouldNotContain(dead);
    }

    [LinuxFact]
    public async Task A_fatal_error_is_a_crash_that_says_what_the_process_said_last()
    {
        var failure = await FailureOf("fail-fast");

        (failure.Code, failure.FailureClass).ShouldBe((ErrorCodes.Crashed, FailureClass.Crashed));
        failure.Message.ShouldContain("was ended by signal 6");
        failure.Message.ShouldContain("a decoder's assertion");
    }

    [LinuxFact]
    public async Task A_native_memory_fault_is_a_crash()
    {
        var failure = await FailureOf("write-to-nowhere");

        (failure.Code, failure.FailureClass).ShouldBe((ErrorCodes.Crashed, FailureClass.Crashed));
        failure.Message.ShouldContain("was ended by signal");
    }

    [LinuxFact]
    public async Task An_attempt_that_ignores_its_token_is_killed()
    {
        using var cancellation = new CancellationTokenSource();
        var processId = 0;
        var context = NewAttempt("spin", onProgress: _ =>
        {
            processId = _pool.ProcessIds.Single();
            cancellation.Cancel();
        });

        await Should.ThrowAsync<OperationCanceledException>(() => _pool.RunAsync(context, cancellation.Token).WaitAsync(Patience));

        // Reaped, too: a zombie would still have an entry.
        Directory.Exists($"/proc/{processId}").ShouldBeFalse();
        _pool.ProcessIds.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_attempt_that_heeds_its_token_keeps_its_process()
    {
        using var cancellation = new CancellationTokenSource();
        var processId = 0;
        var context = NewAttempt("heed", onProgress: _ =>
        {
            processId = _pool.ProcessIds.Single();
            cancellation.Cancel();
        });

        await Should.ThrowAsync<OperationCanceledException>(() => _pool.RunAsync(context, cancellation.Token).WaitAsync(Patience));

        await RunAsync(NewAttempt("echo"));
        _pool.ProcessIds.ShouldBe([processId]);
    }

    [LinuxFact]
    public async Task A_process_that_died_while_it_waited_costs_no_attempt()
    {
        await RunAsync(NewAttempt("echo"));
        var dead = _pool.ProcessIds.Single();
        Kill(dead);

        await RunAsync(NewAttempt("echo"));

        _pool.ProcessIds.ShouldHaveSingleItem().ShouldNotBe(dead);
    }

    [Fact]
    public async Task An_allocation_past_the_heaps_limit_is_out_of_memory_and_an_attempt_of_a_task_that_had_that_before_may_have_twice_as_much()
    {
        await using var pool = NewPool(memoryLimitBytes: 128_000_000);
        var payload = "130000000"u8.ToArray();

        var failure = await Should.ThrowAsync<TaskFailedException>(() => pool.RunAsync(NewAttempt("allocate", payload), default).WaitAsync(Patience));
        (failure.Code, failure.FailureClass).ShouldBe((ErrorCodes.OutOfMemory, FailureClass.OutOfMemory));

        (await pool.RunAsync(NewAttempt("allocate", payload, outOfMemoryCount: 1), default).WaitAsync(Patience)).Content.Length.ShouldBeGreaterThan(0);
    }

    [LinuxFact]
    public async Task Native_memory_past_the_limit_ends_the_process_as_out_of_memory()
    {
        await using var pool = NewPool(memoryLimitBytes: 128_000_000);

        var failure = await Should.ThrowAsync<TaskFailedException>(() => pool.RunAsync(NewAttempt("allocate-natively"), default).WaitAsync(Patience));

        (failure.Code, failure.FailureClass).ShouldBe((ErrorCodes.OutOfMemory, FailureClass.OutOfMemory));
        failure.Message.ShouldContain("its limit is 128 MB");
    }

    [ControlGroupFact]
    public async Task So_it_does_in_a_control_group()
    {
        await using var pool = NewPool(memoryLimitBytes: 128_000_000, usesControlGroups: true);
        await pool.RunAsync(NewAttempt("echo"), default).WaitAsync(Patience);
        File.ReadAllText($"/proc/{pool.ProcessIds.Single()}/cgroup").ShouldContain("/actorqueue-");

        // Kernel or watchdog, whoever sees it first.
        (await Should.ThrowAsync<TaskFailedException>(() => pool.RunAsync(NewAttempt("allocate-natively"), default).WaitAsync(Patience))).Code.ShouldBe(ErrorCodes.OutOfMemory);
    }

    [ControlGroupFact]
    public async Task A_kill_by_the_kernel_is_told_from_a_crash()
    {
        // The watchdog never looks.
        await using var pool = NewPool(memoryLimitBytes: 128_000_000, usesControlGroups: true, time: new StandingTime());

        var failure = await Should.ThrowAsync<TaskFailedException>(() => pool.RunAsync(NewAttempt("allocate-natively"), default).WaitAsync(Patience));

        (failure.Code, failure.FailureClass).ShouldBe((ErrorCodes.OutOfMemory, FailureClass.OutOfMemory));
        failure.Message.ShouldContain("was killed by the system at its memory limit of 128 MB");
    }

    [LinuxFact]
    public async Task What_is_printed_is_logged_under_the_workers_id_and_harms_nothing()
    {
        Encoding.UTF8.GetString((await RunAsync(NewAttempt("noise"))).Content.Span).ShouldBe("read -1");
        await _pool.DisposeAsync();

        var lines = _log.All.Select(line => line.Text).ToArray();
        foreach (var text in (string[])["a banner that the host prints while it starts", "a line on standard output", "a line on standard error", "a line of another program"])
        {
            lines.ShouldContain(line => line.StartsWith("Worker node-7/1 (pid ", StringComparison.Ordinal) && line.EndsWith($"): {text}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_processors_log_lines_keep_their_level_and_category()
    {
        await RunAsync(NewAttempt("log"));

        var (level, text) = _log.All.Single(line => line.Text.Contains("screw", StringComparison.Ordinal));
        level.ShouldBe(LogLevel.Warning);
        text.ShouldStartWith("Worker node-7/1 (pid ");
        text.ShouldContain("): Microsoft.Extensions.Hosting.IHost: the screw is loose System.InvalidOperationException: the cause");
        _log.All.ShouldNotContain(line => line.Text.Contains("more than anybody", StringComparison.Ordinal));
    }

    [LinuxFact]
    public async Task What_a_process_started_ends_with_it()
    {
        ProcessEnd? program = null;
        var context = NewAttempt("start-program", onProgress: progress =>
        {
            program = ProcessEnd.Watch(int.Parse(progress.Message!, CultureInfo.InvariantCulture));
            Kill(_pool.ProcessIds.Single());
        });

        // It inherited the pipes, which must not keep the attempt from ending.
        (await Should.ThrowAsync<TaskFailedException>(() => RunAsync(context))).Code.ShouldBe(ErrorCodes.Crashed);

        using (program.ShouldNotBeNull())
        {
            program.Wait(Patience).ShouldBeTrue("the program outlived its worker process");
        }
    }

    [LinuxFact]
    public async Task A_node_that_is_killed_takes_its_processes_with_it()
    {
        var start = new ProcessStartInfo(WorkerCommand[0]) { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in WorkerCommand.Skip(1).Append(NodeName))
        {
            start.ArgumentList.Add(argument);
        }

        using var node = Process.Start(start)!;
        var line = await node.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        var ids = line.ShouldNotBeNull().Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToArray();
        using var worker = ProcessEnd.Watch(ids[0]);
        using var program = ProcessEnd.Watch(ids[1]);

        node.Kill();

        worker.Wait(Patience).ShouldBeTrue("the worker process outlived its node");
        program.Wait(Patience).ShouldBeTrue("the program outlived the node");
    }

    [Fact]
    public async Task The_end_of_the_pool_ends_those_at_work()
    {
        var started = new TaskCompletionSource();
        var running = RunAsync(NewAttempt("spin", onProgress: _ => started.TrySetResult()));
        await started.Task.WaitAsync(Patience);

        await _pool.DisposeAsync();

        (await Should.ThrowAsync<TaskFailedException>(() => running)).Code.ShouldBe(ErrorCodes.Crashed);
        _pool.ProcessIds.ShouldBeEmpty();
    }

    private async Task<TaskFailedException> FailureOf(string kind) => await Should.ThrowAsync<TaskFailedException>(() => RunAsync(NewAttempt(kind)));

    private Task<TaskResult> RunAsync(TaskContext context) => _pool.RunAsync(context, CancellationToken.None).WaitAsync(Patience);

    private static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>No timer of it ever fires.</summary>
    private sealed class StandingTime : TimeProvider, ITimer
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => this;

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
