using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActorQueue.Contracts;

/// <summary>
/// The ids of tasks that the queue itself makes. They are computed, so whoever knows the parent can ask for its
/// follow-ups, and a decision that is made again makes the same task.
/// </summary>
/// <remarks>
/// A UUID of version 7 with the parent's creation time and 74 bits of SHA-256 over the parent, its run and the index. The
/// parent's time, not the end's: it must be computable beforehand. The age check of submitted ids does not apply to
/// follow-ups; and once the queue has forgotten such an id, a client's submit with it is refused as too old rather than
/// taken for new, since the parent was accepted within the window.
/// </remarks>
public static class FollowUpId
{
    /// <summary>The id of a task's follow-up.</summary>
    /// <param name="parent">The task that ends.</param>
    /// <param name="run">Which of its runs ends, from 1.</param>
    /// <param name="index">The place in the parent's <see cref="TaskSpec.FollowUps"/>, from 0.</param>
    public static TaskId Of(TaskId parent, int run, int index) => Derive(parent.Value, run, index, (byte)'t');

    /// <summary>The id of a batch's callback.</summary>
    /// <param name="batch">The batch that ends.</param>
    /// <param name="run">How often it ended, this end included.</param>
    /// <param name="index">0 on completion, 1 on success, 2 on failure.</param>
    public static TaskId Of(BatchId batch, int run, int index) => Derive(batch.Value, run, index, (byte)'b');

    private static TaskId Derive(Guid parent, int run, int index, byte domain)
    {
        Span<byte> input = stackalloc byte[25];
        parent.TryWriteBytes(input, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(input[16..], run);
        BinaryPrimitives.WriteInt32BigEndian(input[20..], index);
        input[24] = domain;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        return TaskId.Create(new TaskId(parent).CreatedAt, hash[..TaskId.RandomLength]);
    }
}
