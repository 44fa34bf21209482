using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ActorQueue.Contracts;

namespace ActorQueue.Core.Schedules;

/// <summary>
/// The id of an occurrence's task: its time, and a hash of schedule and time. Whoever computes it comes to the same id,
/// so that even an occurrence that is enqueued again (schedule removed and added, clock put back) is the same task.
/// </summary>
public static class OccurrenceId
{
    /// <summary>The id of a schedule's occurrence. A file format.</summary>
    public static TaskId Of(string scheduleId, DateTimeOffset occurrence)
    {
        ArgumentNullException.ThrowIfNull(scheduleId);
        byte[] input = new byte[sizeof(long) + Encoding.UTF8.GetByteCount(scheduleId)];
        BinaryPrimitives.WriteInt64BigEndian(input, occurrence.UtcTicks);
        Encoding.UTF8.GetBytes(scheduleId, input.AsSpan(sizeof(long)));
        return TaskId.Create(occurrence, SHA256.HashData(input).AsSpan(0, TaskId.RandomLength));
    }
}
