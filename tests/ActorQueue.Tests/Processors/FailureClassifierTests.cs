using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Tests.Processors;

/// <summary>A failure that cannot be recorded stops the queue each time that it is reported, so none may come through.</summary>
public sealed class FailureClassifierTests
{
    [Theory]
    [InlineData(FailureClass.None)]
    [InlineData((FailureClass)99)]
    public void A_processor_cannot_throw_a_class_that_the_queue_does_not_know(FailureClass failureClass) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new TaskFailedException("code", "message", failureClass));

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void A_processor_cannot_throw_without_a_code(string? code) =>
        Should.Throw<ArgumentException>(() => new TaskFailedException(code!, "message"));

    [Fact]
    public void An_exception_that_says_nothing_is_named() =>
        FailureClassifier.Classify(new SilentException()).Error.ShouldBe(new TaskError(ErrorCodes.Timeout, nameof(SilentException)));

    private sealed class SilentException : TimeoutException
    {
        public override string Message => null!;
    }
}
