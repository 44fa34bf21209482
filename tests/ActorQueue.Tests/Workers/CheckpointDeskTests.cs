using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Processors;
using ActorQueue.Workers;
using Akka.TestKit.Xunit2;

namespace ActorQueue.Tests.Workers;

/// <summary>What a processor learns of a checkpoint that it saves.</summary>
public sealed class CheckpointDeskTests() : TestKit(TestQueue.Config())
{
    private static readonly AttemptKey Key = new(TestQueue.Id(1), 1);

    [Fact]
    public async Task A_queue_that_recovers_does_not_answer_and_is_asked_again()
    {
        var pool = CreateTestProbe();

        var saving = new CheckpointDesk(pool, Key, patience: TimeSpan.FromMilliseconds(100)).SaveAsync("half"u8.ToArray(), CancellationToken.None);
        pool.ExpectMsg<CheckpointOffered>();

        while (!saving.IsCompleted)
        {
            // An answer that comes too late is one that did not come.
            if (pool.ReceiveOne(TimeSpan.FromMilliseconds(10)) is CheckpointOffered again)
            {
                again.State.ToArray().ShouldBe("half"u8.ToArray());
                pool.Reply(new CheckpointAnswered(CheckpointOutcome.Saved));
            }
        }

        await saving;
    }

    [Theory]
    [InlineData(CheckpointOutcome.TooLarge, ErrorCodes.CheckpointTooLarge, FailureClass.Permanent)]
    [InlineData(CheckpointOutcome.Stale, ErrorCodes.LeaseLost, FailureClass.Retryable)]
    public async Task What_is_not_saved_fails_the_attempt(CheckpointOutcome outcome, string code, FailureClass failureClass)
    {
        var pool = CreateTestProbe();

        var saving = new CheckpointDesk(pool, Key).SaveAsync("half"u8.ToArray(), CancellationToken.None);
        pool.ExpectMsg<CheckpointOffered>();
        pool.Reply(new CheckpointAnswered(outcome));

        var failed = await Should.ThrowAsync<TaskFailedException>(saving);
        (failed.Code, failed.FailureClass).ShouldBe((code, failureClass));
    }
}
