using System.Net;

namespace ActorQueue.Node.Tests.Api;

public sealed class ScheduleRoutesTests
{
    [Fact]
    public async Task A_schedule_is_added_replaced_listed_and_removed()
    {
        await using var node = await RunningNode.StartAsync();
        const string Nightly = """{"id":"a/b c","cron":"30 2 * * *","timeZone":"Europe/Berlin","misfire":"skip","overlap":"skip","task":{"kind":"gated","priority":"low"}}""";

        (await node.PostAsync("schedules", Nightly, HttpStatusCode.Created)).GetProperty("result").GetString().ShouldBe("added");
        (await node.PostAsync("schedules", Nightly)).GetProperty("result").GetString().ShouldBe("replaced");

        var schedule = (await node.GetAsync("schedules?upcoming=3")).GetProperty("schedules")[0];
        schedule.GetProperty("misfire").GetString().ShouldBe("skip");
        schedule.GetProperty("priority").GetInt32().ShouldBe(1);
        schedule.GetProperty("upcoming").GetArrayLength().ShouldBe(3);
        (await node.DeleteAsync("schedules/a%2Fb%20c")).GetProperty("result").GetString().ShouldBe("removed");
        (await node.GetAsync("schedules")).GetProperty("schedules").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_schedule_is_paused_resumed_and_triggered()
    {
        await using var node = await RunningNode.StartAsync();
        await node.PostAsync("schedules", """{"id":"nightly","cron":"30 2 * * *","task":{"kind":"gated"}}""", HttpStatusCode.Created);

        (await node.PostAsync("schedules/nightly/pause")).GetProperty("schedule").GetProperty("isPaused").GetBoolean().ShouldBeTrue();
        var task = (await node.PostAsync("schedules/nightly/trigger")).GetProperty("taskId").GetString();
        (await node.PostAsync("schedules/nightly/resume")).GetProperty("result").GetString().ShouldBe("resumed");

        (await node.GetAsync($"tasks/{task}")).GetProperty("kind").GetString().ShouldBe("gated");
    }

    [Fact]
    public async Task A_schedule_is_kept_with_everything_that_was_said_of_it()
    {
        await using var node = await RunningNode.StartAsync();
        const string Bounded =
            """{"id":"x","cron":"30 2 * * *","startAt":"2090-01-01T00:00:00Z","endAt":"2091-01-01T00:00:00Z","maxCatchUp":7,"overlap":"skip","task":{"kind":"gated"}}""";

        var schedule = (await node.PostAsync("schedules", Bounded, HttpStatusCode.Created)).GetProperty("schedule");

        schedule.GetProperty("startAt").GetDateTimeOffset().Year.ShouldBe(2090);
        schedule.GetProperty("endAt").GetDateTimeOffset().Year.ShouldBe(2091);
        schedule.GetProperty("maxCatchUp").GetInt32().ShouldBe(7);
        schedule.GetProperty("overlap").GetString().ShouldBe("skip");
        var id = ActorQueue.Contracts.TaskId.New(TimeProvider.System).ToString();
        (await node.PostAsync($"schedules/x/trigger?taskId={id}")).GetProperty("taskId").GetString().ShouldBe(id);
    }

    [Theory]
    [InlineData("""{"id":"x","cron":"nix","task":{"kind":"gated"}}""", "nix")]
    [InlineData("""{"id":"x","cron":"30 2 * * *","timeZone":"Nowhere/City","task":{"kind":"gated"}}""", "Nowhere/City")]
    [InlineData("""{"id":"x","cron":"30 2 * * *"}""", "task.must not be null")]
    [InlineData("""{"cron":"30 2 * * *","task":{"kind":"gated"}}""", "id")]
    [InlineData("""{"id":"x","cron":"30 2 * * *","misfire":"nix","task":{"kind":"gated"}}""", "misfire")]
    public async Task A_wrong_schedule_is_refused_with_the_rule(string json, string rule)
    {
        await using var node = await RunningNode.StartAsync();

        (await node.PostAsync("schedules", json, HttpStatusCode.BadRequest)).GetProperty("detail").GetString()!.ShouldContain(rule);
    }

    [Fact]
    public async Task An_unknown_schedule_is_not_found()
    {
        await using var node = await RunningNode.StartAsync();

        foreach (var verb in new[] { "pause", "resume", "trigger" })
        {
            await node.PostAsync($"schedules/nightly/{verb}", null, HttpStatusCode.NotFound);
        }

        await node.DeleteAsync("schedules/nightly", HttpStatusCode.NotFound);
        await node.GetAsync("schedules?upcoming=99", HttpStatusCode.BadRequest);
    }
}
