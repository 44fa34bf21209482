using ActorQueue.Contracts;
using ActorQueue.Processors;
using static ActorQueue.Tests.Isolation.IsolatedHost;

namespace ActorQueue.Tests.Isolation;

/// <summary>Programs that are no worker, or a broken one: shell scripts.</summary>
public sealed class StrangeProgramTests
{
    private const string Greet = @"printf '\0actorqueue-worker-1\n'; ";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [LinuxFact]
    public async Task What_a_dying_process_said_is_in_its_error()
    {
        var failure = await FailureOf(Greet + "head -c 12 > /dev/null; echo 'the decoder: \u001b[31mcorrupted' >&2; exit 7");

        (failure.Code, failure.FailureClass).ShouldBe((ErrorCodes.Crashed, FailureClass.Crashed));
        failure.Message.ShouldEndWith("ended with exit code 7. It last said: the decoder: \\x1b[31mcorrupted");
    }

    [LinuxFact]
    public async Task A_process_that_aborts_for_want_of_memory_says_so()
    {
        var failure = await FailureOf(Greet + "echo 'Out of memory.' >&2; kill -ABRT $$");

        (failure.Code, failure.FailureClass).ShouldBe((ErrorCodes.OutOfMemory, FailureClass.OutOfMemory));
        failure.Message.ShouldContain("was ended by signal 6");
    }

    [LinuxFact]
    public async Task Garbage_in_place_of_a_message_ends_the_process() =>
        (await FailureOf(Greet + "echo this is no message at all; cat > /dev/null")).Message.ShouldContain("was ended because of what it wrote: what came through the pipe is no message");

    [LinuxFact]
    public async Task A_message_that_is_too_large_is_not_read() =>
        (await FailureOf(Greet + @"printf '\005\0\0\0\002\0\0\0\377\377\377\177{}'; cat > /dev/null")).Message.ShouldContain("a message of 2 + 2147483647 bytes");

    [LinuxFact]
    public async Task A_header_that_is_too_large_is_not_read() =>
        (await FailureOf(Greet + @"printf '\003\0\0\0\377\377\377\177\0\0\0\0'; cat > /dev/null")).Message.ShouldContain("a message of 2147483647 + 0 bytes");

    [LinuxFact]
    public async Task A_message_out_of_turn_ends_the_process() =>
        (await FailureOf(Greet + @"printf '\003\0\0\0\0\0\0\0\0\0\0\0\001\0\0\0\0\0\0\0\0\0\0\0'; cat > /dev/null")).Message.ShouldContain("a Run message does not belong here");

    [LinuxFact]
    public async Task A_header_that_is_no_json_ends_the_process() =>
        (await FailureOf(Greet + @"printf '\003\0\0\0\0\0\0\0\0\0\0\0\005\0\0\0\002\0\0\0\0\0\0\0[]'; cat > /dev/null")).Message.ShouldContain("was ended because of what it wrote");

    [LinuxFact]
    public async Task A_program_that_does_not_become_a_worker_is_told_from_its_words() =>
        (await FailureOf("head -c 200000 /dev/zero; cat > /dev/null")).Message.ShouldContain("did not become a worker");

    [LinuxFact]
    public async Task A_program_that_only_ends_is_a_crash() => (await FailureOf("exit 0")).Message.ShouldEndWith("ended with exit code 0.");

    [Fact]
    public async Task A_program_that_is_not_there_fails_the_attempt()
    {
        await using var pool = NewPool(["/no/such/program"]);

        var failure = await Should.ThrowAsync<TaskFailedException>(() => pool.RunAsync(NewAttempt("echo"), default));

        failure.Code.ShouldBe(ErrorCodes.Crashed);
        failure.Message.ShouldContain("/no/such/program");
        pool.ProcessIds.ShouldBeEmpty();
    }

    private static async Task<TaskFailedException> FailureOf(string script)
    {
        await using var pool = NewPool(["/bin/sh", "-c", script]);
        var failure = await Should.ThrowAsync<TaskFailedException>(() => pool.RunAsync(NewAttempt("echo"), default).WaitAsync(Patience));
        pool.ProcessIds.ShouldBeEmpty();
        return failure;
    }
}
