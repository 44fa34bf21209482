using ActorQueue.Contracts;

namespace ActorQueue.Core.Tests.Contracts;

public sealed class TaskIdTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero);

    [Fact]
    public void It_is_a_uuid_of_version_7_that_carries_its_time()
    {
        var id = TaskId.Create(At, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);

        id.ToString().ShouldBe("019ca945-0a7b-7fff-bfff-ffffffffffff");
        id.CreatedAt.ShouldBe(At);
        id.IsValid.ShouldBeTrue();
    }

    [Fact]
    public void Ids_of_the_runtime_carry_the_clocks_time()
    {
        var id = TaskId.New(new StandingClock());
        id.CreatedAt.ShouldBe(At);
        id.IsValid.ShouldBeTrue();
        TaskId.New(new StandingClock()).ShouldNotBe(id);
    }

    [Fact]
    public void Text_comes_back_and_what_is_no_id_is_refused()
    {
        var id = TaskId.Create(At, new byte[10]);
        TaskId.Parse(id.ToString()).ShouldBe(id);
        foreach (string? text in new[] { null, "", "x", Guid.Empty.ToString(), "6ba7b810-9dad-11d1-80b4-00c04fd430c8" })
        {
            TaskId.TryParse(text, out _).ShouldBeFalse(text);
        }

        Should.Throw<FormatException>(() => TaskId.Parse("x")).Message.ShouldContain("'x'");
    }

    [Fact]
    public void Later_ids_sort_behind_earlier_ones()
    {
        var earlier = TaskId.Create(At, [255, 255, 255, 255, 255, 255, 255, 255, 255, 255]);
        var later = TaskId.Create(At.AddMilliseconds(1), new byte[10]);
        (earlier < later).ShouldBeTrue();
        string.CompareOrdinal(earlier.ToString(), later.ToString()).ShouldBeLessThan(0);
    }

    [Fact]
    public void Times_and_random_bytes_out_of_range_are_the_callers_mistake()
    {
        Should.Throw<ArgumentException>(() => TaskId.Create(At, new byte[9]));
        Should.Throw<ArgumentException>(() => TaskId.Create(DateTimeOffset.UnixEpoch.AddSeconds(-1), new byte[10]));
        new TaskId(new Guid("ffffffff-ffff-7fff-bfff-ffffffffffff")).CreatedAt.ShouldBe(DateTimeOffset.MaxValue);
    }

    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => At;
    }
}
