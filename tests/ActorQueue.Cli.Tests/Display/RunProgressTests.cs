using ActorQueue.Cli.Discovery;
using ActorQueue.Cli.Display;
using ActorQueue.Cli.Output;
using ActorQueue.Contracts;

namespace ActorQueue.Cli.Tests.Display;

public sealed class RunProgressTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Running_files_keep_their_line_and_a_free_line_is_taken_again()
    {
        var progress = new RunProgress(_time);
        var (one, two, three) = (Assign(progress, "/1"), Assign(progress, "/2"), Assign(progress, "/3"));
        progress.Started(one.Id, 1);
        progress.Started(two.Id, 1);
        progress.Finished(Completed(one), one.File);
        progress.Started(three.Id, 1);

        progress.Snapshot().Running.Select(running => (running.Slot, running.Path.Text)).ShouldBe([(1, "/3"), (2, "/2")]);
    }

    [Fact]
    public void A_retry_frees_the_line_and_is_counted_until_the_file_runs_again()
    {
        var progress = new RunProgress(_time);
        var one = Assign(progress, "/1");
        progress.Started(one.Id, 1);
        progress.Retrying(one.Id);

        var waiting = progress.Snapshot();
        (waiting.Retries, waiting.WaitingForRetry, waiting.Running.Count).ShouldBe((1, 1, 0));
        progress.Started(one.Id, 2);
        var running = progress.Snapshot();
        (running.Retries, running.WaitingForRetry, running.Running.Single().Attempt).ShouldBe((1, 0, 2));
    }

    [Fact]
    public void The_time_left_follows_bytes_and_counts_the_part_of_a_running_file()
    {
        var progress = new RunProgress(_time);
        var (small, large) = (Assign(progress, "/1", 100), Assign(progress, "/2", 300));
        progress.Begin([small.File, large.File]);
        progress.Started(small.Id, 1);
        progress.Started(large.Id, 1);
        _time.Advance(TimeSpan.FromSeconds(10));
        progress.Finished(Completed(small), small.File);
        progress.Progressed(large.Id, 1.0 / 3);

        // 200 of 400 bytes took 10 s.
        progress.Snapshot().Remaining.ShouldBe(TimeSpan.FromSeconds(10));
        progress.Snapshot().FilesPerSecond.ShouldBe(0.1);
    }

    [Fact]
    public void No_time_left_is_told_while_nothing_moves()
    {
        var progress = new RunProgress(_time);
        var (small, large) = (Assign(progress, "/1", 100), Assign(progress, "/2", 300));
        progress.Begin([small.File, large.File]);
        progress.Started(small.Id, 1);
        progress.Started(large.Id, 1);
        _time.Advance(TimeSpan.FromSeconds(10));
        progress.Finished(Completed(small), small.File);
        progress.Snapshot().Remaining.ShouldNotBeNull();

        _time.Advance(TimeSpan.FromSeconds(61));

        progress.Snapshot().Remaining.ShouldBeNull();
    }

    [Fact]
    public void No_time_left_is_told_beyond_a_day()
    {
        var progress = new RunProgress(_time);
        var (small, large) = (Assign(progress, "/1", 1), Assign(progress, "/2", 1_000_000));
        progress.Begin([small.File, large.File]);
        progress.Started(small.Id, 1);
        progress.Started(large.Id, 1);
        _time.Advance(TimeSpan.FromSeconds(10));
        progress.Finished(Completed(small), small.File);

        progress.Snapshot().Remaining.ShouldBeNull();
    }

    [Fact]
    public void Answers_from_the_cache_do_not_pretend_speed()
    {
        var progress = new RunProgress(_time);
        var file = File("/1", 100);
        progress.Begin([file, File("/2", 100)]);
        progress.Finished(new FileOutcome(file.Path, null, QueueTaskStatus.Completed, 1, null, null, IsCached: true), file);
        _time.Advance(TimeSpan.FromSeconds(5));

        var snapshot = progress.Snapshot();
        (snapshot.Completed, snapshot.Cached, snapshot.FilesPerSecond, snapshot.Remaining).ShouldBe((1, 1, null, null));
    }

    private static AudioFile File(string path, long size) => new(new FilePath(path), new FileFacts(FileType.Regular, "", size, 0));

    private static (TaskId Id, AudioFile File) Assign(RunProgress progress, string path, long size = 1)
    {
        var assigned = (TaskId.New(TimeProvider.System), File(path, size));
        progress.Assign(assigned.Item1, assigned.Item2);
        return assigned;
    }

    private static FileOutcome Completed((TaskId Id, AudioFile File) task) =>
        new(task.File.Path, task.Id, QueueTaskStatus.Completed, 1, null, null);
}
