using ActorQueue.Contracts;

namespace ActorQueue.Core.Tests.Contracts;

public sealed class WordsTests
{
    [Fact]
    public void Status_words_are_those_of_the_vocabulary_and_come_back()
    {
        QueueTaskStatusWords.All.Select(status => status.ToWord()).ShouldBe(
            ["pending", "scheduled", "blocked", "processing", "retry", "paused", "completed", "failed", "cancelled"]);
        foreach (var status in QueueTaskStatusWords.All)
        {
            QueueTaskStatusWords.TryParse(status.ToWord().ToUpperInvariant(), out var parsed).ShouldBeTrue();
            parsed.ShouldBe(status);
            (status.IsFinal() && status.IsWaiting()).ShouldBeFalse();
        }

        QueueTaskStatusWords.TryParse("none", out _).ShouldBeFalse();
        Should.Throw<ArgumentOutOfRangeException>(() => QueueTaskStatus.None.ToWord());
    }

    [Theory]
    [InlineData("low", 1)]
    [InlineData("Normal", 5)]
    [InlineData("HIGH", 10)]
    [InlineData("critical", 20)]
    [InlineData("urgent", 20)]
    [InlineData("-7", -7)]
    [InlineData(" 15 ", 15)]
    public void Priorities_are_names_or_numbers(string text, int value)
    {
        TaskPriority.TryParse(text, out int priority).ShouldBeTrue();
        priority.ShouldBe(value);
        TaskPriority.TryParse(TaskPriority.ToName(priority), out int again).ShouldBeTrue();
        again.ShouldBe(value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("higher")]
    [InlineData("5.5")]
    [InlineData("99999999999")]
    public void Anything_else_is_no_priority(string? text) => TaskPriority.TryParse(text, out _).ShouldBeFalse();
}
