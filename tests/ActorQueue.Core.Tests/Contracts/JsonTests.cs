using System.Text.Json;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Json;

namespace ActorQueue.Core.Tests.Contracts;

public sealed class JsonTests
{
    private static readonly TaskView View = new()
    {
        Id = TaskId.Parse("019ca945-0a7b-7000-8000-000000000000"),
        Kind = "audio.analyze",
        Name = "a.wav",
        Status = QueueTaskStatus.Completed,
        Priority = 5,
        Attempts = 2,
        WorkerId = "w1",
        Error = new TaskError("timeout", "Too slow."),
        Progress = new TaskProgress(1, 4, null),
    };

    [Theory]
    [InlineData("""{"tempoBpm":120}""", """{"tempoBpm":120}""")]
    [InlineData("3", "3")]
    [InlineData("not json", """{"base64":"bm90IGpzb24="}""")]
    [InlineData("{} {}", """{"base64":"e30ge30="}""")]
    [InlineData("", """{"base64":""}""")]
    public void Results_stand_inline_when_they_are_json_and_come_back(string result, string json)
    {
        var view = View with { Result = System.Text.Encoding.UTF8.GetBytes(result) };

        string text = JsonSerializer.Serialize(view, QueueJson.Default.TaskView);

        JsonDocument.Parse(text).RootElement.GetProperty("result").GetRawText().ShouldBe(json);
        var back = JsonSerializer.Deserialize(text, QueueJson.Default.TaskView)!;
        System.Text.Encoding.UTF8.GetString(back.Result!.Value.Span).ShouldBe(result);
    }

    [Fact]
    public void Names_are_those_of_the_command_line_and_rest()
    {
        var root = JsonDocument.Parse(JsonSerializer.Serialize(View, QueueJson.Default.TaskView)).RootElement;

        root.GetProperty("id").GetString().ShouldBe("019ca945-0a7b-7000-8000-000000000000");
        root.GetProperty("status").GetString().ShouldBe("completed");
        root.GetProperty("errorMessage").GetString().ShouldBe("Too slow.");
        root.GetProperty("error").GetProperty("code").GetString().ShouldBe("timeout");
        root.GetProperty("progress").GetProperty("percent").GetDouble().ShouldBe(25);
        root.GetProperty("result").ValueKind.ShouldBe(JsonValueKind.Null);
        foreach (string name in new[] { "workerId", "startedAt", "completedAt", "attempts" })
        {
            root.TryGetProperty(name, out _).ShouldBeTrue(name);
        }
    }

    [Fact]
    public void Statistics_have_the_names_that_readers_rely_on()
    {
        var root = JsonDocument.Parse(JsonSerializer.Serialize(new QueueStatistics(), QueueJson.Default.QueueStatistics)).RootElement;
        foreach (string name in (string[])["totalTasks", "pendingTasks", "processingTasks", "completedTasks", "failedTasks", "retryTasks",
            "cancelledTasks", "throughput", "averageProcessingTime", "successRate", "statusTime", "oldestWaitingSeconds"])
        {
            root.TryGetProperty(name, out _).ShouldBeTrue(name);
        }
    }

    [Fact]
    public void Pages_come_back()
    {
        var page = new TaskPage([View], "17");
        string text = JsonSerializer.Serialize(page, QueueJson.Indented.TaskPage);
        text.ShouldContain("\n");
        var back = JsonSerializer.Deserialize(text, QueueJson.Default.TaskPage)!;
        back.NextCursor.ShouldBe("17");
        back.Tasks.ShouldHaveSingleItem().Name.ShouldBe("a.wav");
    }
}
