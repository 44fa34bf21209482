using ActorQueue.Contracts;

namespace ActorQueue.Core.Codec;

/// <summary>The bytes of <see cref="RetryOptions"/> inside a task body.</summary>
internal static class RetryOptionsCodec
{
    public static void Write(ByteWriter writer, RetryOptions options)
    {
        writer.Byte((byte)options.Strategy);
        writer.Count(options.MaxAttempts);
        writer.Count(options.PriorityStep);
        writer.Varint((ulong)options.Delay.Ticks);
        writer.Varint((ulong)options.MaxDelay.Ticks);
        writer.Double(options.Base);
        writer.Double(options.Jitter);
        writer.Varint((ulong)(options.TotalTimeout?.Ticks ?? 0));
        writer.Count(options.Delays.Count);
        foreach (var delay in options.Delays)
        {
            writer.Varint((ulong)delay.Ticks);
        }
    }

    public static RetryOptions Read(ref ByteReader reader)
    {
        var strategy = (RetryStrategy)reader.Byte();
        int maxAttempts = reader.Natural();
        int priorityStep = reader.Natural();
        var delay = Duration(ref reader);
        var maxDelay = Duration(ref reader);
        double @base = reader.Double();
        double jitter = reader.Double();
        var total = Duration(ref reader);
        var delays = new TimeSpan[reader.Count()];
        for (int i = 0; i < delays.Length; i++)
        {
            delays[i] = Duration(ref reader);
        }

        var options = new RetryOptions
        {
            Strategy = strategy,
            MaxAttempts = maxAttempts,
            PriorityStep = priorityStep,
            Delay = delay,
            MaxDelay = maxDelay,
            Base = @base,
            Jitter = jitter,
            TotalTimeout = total == TimeSpan.Zero ? null : total,
            Delays = delays,
        };
        var problems = options.Validate();
        return problems.Count == 0
            ? options
            : throw new CorruptQueueDataException("Stored retry options are not valid: " + string.Join("; ", problems));
    }

    private static TimeSpan Duration(ref ByteReader reader) => TimeSpan.FromTicks(reader.LongNatural());
}
