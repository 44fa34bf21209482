using System.Net.ServerSentEvents;
using System.Text.Json;

namespace ActorQueue.Node.Tests.Api;

public sealed class EventRoutesTests
{
    [Fact]
    public async Task Every_change_of_a_task_is_told_in_order()
    {
        await using var node = await RunningNode.StartAsync(workers: 1);
        node.Gate.Open();
        await using var events = await ReadAsync(node, "events?kind=gated");

        var id = await node.SubmitAsync();

        foreach (var expected in new[] { "enqueued", "started", "completed" })
        {
            var change = await NextAsync(events);
            change.GetProperty("change").GetString().ShouldBe(expected);
            change.GetProperty("task").GetProperty("id").GetString().ShouldBe(id);
        }
    }

    [Fact]
    public async Task Changes_of_other_tasks_are_left_out()
    {
        await using var node = await RunningNode.StartAsync();
        var wanted = await node.SubmitAsync();
        await using var events = await ReadAsync(node, $"events?task={wanted}");

        await node.SubmitAsync();
        await node.PostAsync($"tasks/{wanted}/cancel");

        (await NextAsync(events)).GetProperty("change").GetString().ShouldBe("cancelled");
    }

    [Fact]
    public async Task The_stream_ends_with_the_host()
    {
        var node = await RunningNode.StartAsync();
        await using var events = await ReadAsync(node, "events");

        await node.DisposeAsync();

        (await events.MoveNextAsync()).ShouldBeFalse();
    }

    /// <summary>The stream from the moment on that it sees everything.</summary>
    private static async Task<IAsyncEnumerator<SseItem<string>>> ReadAsync(RunningNode node, string path)
    {
        var stream = await node.Http.GetStreamAsync(path);
        var events = SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator();
        (await events.MoveNextAsync()).ShouldBeTrue();
        events.Current.EventType.ShouldBe("watching");
        return events;
    }

    private static async Task<JsonElement> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        (await events.MoveNextAsync().AsTask().WaitAsync(RunningNode.Patience)).ShouldBeTrue();
        events.Current.EventType.ShouldBe("change");
        return JsonElement.Parse(events.Current.Data);
    }
}
