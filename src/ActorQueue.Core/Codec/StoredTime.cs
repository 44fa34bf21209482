namespace ActorQueue.Core.Codec;

/// <summary>Times that were read from storage.</summary>
internal static class StoredTime
{
    public static DateTimeOffset FromTicks(long ticks) => IsTime(ticks)
        ? new DateTimeOffset(ticks, TimeSpan.Zero)
        : throw new CorruptQueueDataException($"{ticks} is not a time.");

    public static long Checked(long ticks) => IsTime(ticks)
        ? ticks
        : throw new CorruptQueueDataException($"{ticks} is not a time.");

    private static bool IsTime(long ticks) => ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks;
}
