using System.Text;
using ActorQueue.Cli.Analysis;
using ActorQueue.Cli.Discovery;
using ActorQueue.Contracts;

namespace ActorQueue.Cli.Tests.Analysis;

public sealed class AnalysisCacheTests : IDisposable
{
    private static readonly TaskId Id = TaskId.Parse("01932c07-20e9-7000-8000-0123456789ab");
    private static readonly byte[] Hash = [1, 2, 3];
    private static readonly byte[] Result = Encoding.UTF8.GetBytes("""{"tempoBpm":120}""");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_measured_file_is_known_again_after_a_restart()
    {
        using (var cache = Open())
        {
            cache.Store(Hash, new MeasuredFile(Result, null), File("/m/a.wav"), Id, 2);
        }

        using var reopened = Open();
        var found = reopened.FindFile(File("/m/a.wav")).ShouldNotBeNull();
        found.Result.ShouldBe(Result);
        found.TaskId.ShouldBe(Id);
        found.Attempts.ShouldBe(2);
    }

    [Fact]
    public void A_changed_size_or_time_or_analyzer_makes_the_file_unknown()
    {
        using (var cache = Open())
        {
            cache.Store(Hash, new MeasuredFile(Result, null), File("/m/a.wav"), Id, 1);
            cache.FindFile(File("/m/a.wav", size: 11)).ShouldBeNull();
            cache.FindFile(File("/m/a.wav", modified: 21)).ShouldBeNull();
            cache.FindFile(File("/m/b.wav")).ShouldBeNull();
        }

        using var newer = Open("2");
        newer.FindFile(File("/m/a.wav")).ShouldBeNull();
        newer.FindResult(Hash).ShouldBeNull();
    }

    [Fact]
    public void The_same_content_is_known_under_another_name()
    {
        using var cache = Open();
        cache.Store(Hash, new MeasuredFile(Result, null), File("/m/a.wav"), Id, 1);

        cache.FindResult(Hash).ShouldBe(Result);
        cache.FindResult([9]).ShouldBeNull();
    }

    [Fact]
    public void A_file_that_changed_while_it_was_measured_keeps_its_result_under_the_content_only()
    {
        using var cache = Open();
        cache.Store(Hash, new MeasuredFile(Result, null), file: null, Id, 1);

        cache.FindResult(Hash).ShouldBe(Result);
        cache.FindFile(File("/m/a.wav")).ShouldBeNull();
    }

    [Fact]
    public void A_result_without_its_series_is_none_for_whoever_needs_the_series()
    {
        using var cache = Open();
        cache.Store(Hash, new MeasuredFile(Result, null), File("/m/a.wav"), Id, 1);
        cache.FindFile(File("/m/a.wav")).ShouldNotBeNull();
        cache.FindFile(File("/m/a.wav"), withSeries: true).ShouldBeNull();
        cache.FindResult(Hash, withSeries: true).ShouldBeNull();
        cache.FindSeries(File("/m/a.wav")).ShouldBeNull();

        cache.Store(Hash, new MeasuredFile(Result, [4, 5]), File("/m/a.wav"), Id, 1);
        cache.FindFile(File("/m/a.wav"), withSeries: true).ShouldNotBeNull();
        cache.FindResult(Hash, withSeries: true).ShouldBe(Result);
        cache.FindSeries(File("/m/a.wav")).ShouldBe([4, 5]);
        cache.FindSeries(File("/m/a.wav", size: 11)).ShouldBeNull();

        // The next run that wants none leaves it.
        cache.Store(Hash, new MeasuredFile(Result, null), File("/m/copy.wav"), Id, 1);
        cache.FindSeries(File("/m/copy.wav")).ShouldBe([4, 5]);
    }

    [Fact]
    public void A_file_that_has_no_series_is_not_measured_for_it_again()
    {
        using var cache = Open();
        cache.Store(Hash, new MeasuredFile(Result, []), File("/m/empty.wav"), Id, 1);
        cache.FindFile(File("/m/empty.wav"), withSeries: true).ShouldNotBeNull();
        cache.FindSeries(File("/m/empty.wav")).ShouldBe([]);
    }

    [Fact]
    public void Pruning_bounds_the_series_and_leaves_the_results()
    {
        using var cache = Open();
        cache.Store([1], new MeasuredFile(Result, [1]), File("/m/a.wav"), Id, 1);
        cache.Store([2], new MeasuredFile(Result, [2]), File("/m/b.wav"), Id, 1);

        cache.Prune(maxSeries: 1);

        new[] { "/m/a.wav", "/m/b.wav" }.Count(path => cache.FindSeries(File(path)) is not null).ShouldBe(1);
        new[] { "/m/a.wav", "/m/b.wav" }.ShouldAllBe(path => cache.FindFile(File(path), false) != null);
    }

    [Fact]
    public void Pruning_keeps_the_newest_files_and_drops_results_that_nothing_needs()
    {
        using (var old = Open("0"))
        {
            old.Store([7], new MeasuredFile(Result, null), File("/m/old.wav"), Id, 1);
        }

        using var cache = Open();
        cache.Store([1], new MeasuredFile(Result, null), File("/m/a.wav"), Id, 1);
        cache.Store([2], new MeasuredFile(Result, null), File("/m/b.wav"), Id, 1);
        cache.Store([1], new MeasuredFile(Result, null), File("/m/a.wav"), Id, 1);
        cache.Store([3], new MeasuredFile(Result, null), file: null, Id, 1);

        cache.Prune(maxFiles: 3);
        cache.FindFile(File("/m/a.wav")).ShouldNotBeNull();
        cache.FindFile(File("/m/b.wav")).ShouldNotBeNull();
        cache.FindResult([3]).ShouldBeNull();
        cache.FindResult([7]).ShouldBeNull();

        cache.Prune(maxFiles: 0);
        cache.FindFile(File("/m/a.wav")).ShouldBeNull();
    }

    [Fact]
    public void Names_that_are_not_utf_8_are_told_apart()
    {
        using var cache = Open();
        var raw = new AudioFile(new FilePath([.. "/m/"u8, 0xe9]), new FileFacts(FileType.Regular, "", 10, 20));
        cache.Store(Hash, new MeasuredFile(Result, null), raw, Id, 1);

        cache.FindFile(raw).ShouldNotBeNull();
        cache.FindFile(File(@"/m/\xe9")).ShouldBeNull();
    }

    private static AudioFile File(string path, long size = 10, long modified = 20) =>
        new(new FilePath(path), new FileFacts(FileType.Regular, "", size, modified));

    private AnalysisCache Open(string version = "1") => AnalysisCache.Open(_folder["actorqueue.db"], version, TimeProvider.System);
}
