using System.Text;
using ActorQueue.Isolation;
using Microsoft.Extensions.Logging;

namespace ActorQueue.Tests.Isolation;

public sealed class WorkerLogTests
{
    private readonly LogLines _lines = new();
    private readonly StandingTime _time = new();

    [Fact]
    public void A_flood_of_lines_is_bounded_and_what_was_dropped_is_counted()
    {
        var log = new WorkerLog("node/1", 42, _time, _lines);
        for (var i = 0; i < 1000; i++)
        {
            log.Print("x"u8);
        }

        _lines.All.Count.ShouldBe(200);
        _time.Advance(TimeSpan.FromSeconds(10));
        log.Print("later"u8);

        _lines.All[^2].ShouldBe((LogLevel.Warning, "Worker node/1 (pid 42): 800 lines were dropped; 200 in 10 s are the most"));
        _lines.All[^1].ShouldBe((LogLevel.Information, "Worker node/1 (pid 42): later"));
    }

    [Fact]
    public void The_last_lines_are_kept_short_and_harmless()
    {
        var log = new WorkerLog("node/1", 42, _time, _lines);
        for (var i = 0; i < 10; i++)
        {
            log.Print(Encoding.UTF8.GetBytes($"line {i}\u001b[2J"));
        }

        log.Print(Encoding.UTF8.GetBytes(new string('y', 1000)));

        log.LastLines.ShouldBe(string.Join(" | ", Enumerable.Range(3, 7).Select(i => $"line {i}\\x1b[2J").Append(new string('y', 300) + "…")));
    }

    [Fact]
    public async Task A_line_is_cut_at_its_limit_and_the_next_one_is_whole()
    {
        var lines = new LineReader(new MemoryStream("abcdef\nabcd\n\nab"u8.ToArray()), maxLineBytes: 4);

        (await Next()).ShouldBe("abcd");
        (await Next()).ShouldBe("abcd");
        (await Next()).ShouldBe("");
        (await Next()).ShouldBe("ab");
        (await Next()).ShouldBeNull();

        async Task<string?> Next() => await lines.ReadAsync(default) is { } line ? Encoding.UTF8.GetString(line) : null;
    }

    private sealed class StandingTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
