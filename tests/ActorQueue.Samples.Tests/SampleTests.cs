namespace ActorQueue.Samples.Tests;

/// <summary>Each sample runs, on a real queue, and says what it is meant to show.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task Basic_use_tells_progress_and_results()
    {
        var lines = await RunAsync(BasicUse.RunAsync);

        lines.ShouldContain(line => line.StartsWith("Progress: 100.0% (3/3)", StringComparison.Ordinal));
        lines[^3..].ShouldAllBe(line => line.Contains(": completed, -") && line.EndsWith(" LUFS", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Priorities_start_the_highest_first_and_equals_as_submitted() =>
        (await RunAsync(Priorities.RunAsync)).ShouldBe(["critical", "high", "seven of my own", "normal, first", "normal, second", "low"]);

    [Fact]
    public async Task Dependencies_wait_run_on_failure_and_refuse_a_circle() => (await RunAsync(Dependencies.RunAsync)).ShouldBe(
    [
        "download: completed",
        "decode: completed",
        "fetch the cover: not there: failed",
        "draw a placeholder: completed",
        "publish: completed",
        "chicken and egg: dependency-cycle",
    ]);

    [Fact]
    public async Task Resources_bound_what_runs_at_once_and_say_what_is_missing()
    {
        var lines = await RunAsync(Resources.RunAsync);

        lines[0].ShouldBe("6 large tasks, at most 2 at once");
        lines[1].ShouldStartWith("needs a GPU: ");
        lines[1].ShouldContain("GPU");
    }

    [Fact]
    public async Task The_pipeline_reads_each_step_s_result_in_the_next() =>
        (await RunAsync(Pipeline.RunAsync)).ShouldHaveSingleItem().ShouldMatch(@"^3 files: (\d+ beats a minute(, )?){3}$");

    [Fact]
    public async Task Retries_follow_their_policies() => (await RunAsync(RetryPolicies.RunAsync)).ShouldBe(
    [
        "fixed delay: completed after 3 attempts",
        "exponential: completed after 4 attempts",
        "listed delays: completed after 2 attempts",
        "too few attempts: failed after 3 attempts, failed",
        "no total time left: failed after 1 attempt, failed",
        "not worth a retry: failed after 1 attempt, not-a-song",
    ]);

    [Fact]
    public async Task A_batch_is_one_commit_and_calls_back_at_its_end() => (await RunAsync(BatchSubmit.RunAsync)).ShouldBe(
    [
        "100 accepted in one commit",
        "100 known when submitted again",
        "one hundred words: completed, 100 of 100 completed",
    ]);

    [Fact]
    public async Task Status_shows_each_task_and_the_queue() => (await RunAsync(StatusOfTasks.RunAsync)).ShouldBe(
    [
        "quick: completed",
        "endless: processing",
        "later: scheduled",
        "3 in all, 1 completed, 1 processing, 1 scheduled, 100 % success",
        "cancel endless: Requested",
        "cancel later: Cancelled",
        "endless: cancelled",
        "an unknown one: not found",
    ], ignoreOrder: false);

    private static async Task<string[]> RunAsync(Func<TextWriter, Task> sample)
    {
        using var output = new StringWriter();
        await sample(TextWriter.Synchronized(output)).WaitAsync(TimeSpan.FromMinutes(2));
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
