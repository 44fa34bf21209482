using ActorQueue.Contracts;

namespace ActorQueue.Core.Codec;

/// <summary>The bytes of the errors that are kept of a task's attempts, in events and snapshots.</summary>
internal static class AttemptErrorCodec
{
    private const int MaxNumberBytes = 48;
    private const int MaxUtf8BytesPerChar = 3;

    public static int MaxBytesOf(IReadOnlyList<AttemptError> errors)
    {
        int sum = MaxNumberBytes;
        foreach (var error in errors)
        {
            sum += MaxNumberBytes
                + (MaxUtf8BytesPerChar * ((error.WorkerId?.Length ?? 0) + error.Code.Length + error.Message.Length));
        }

        return sum;
    }

    public static void Write(ByteWriter bytes, IReadOnlyList<AttemptError> errors)
    {
        bytes.Count(errors.Count);
        foreach (var error in errors)
        {
            bytes.Count(error.Run);
            bytes.Count(error.Attempt);
            bytes.Varint((ulong)error.At.UtcTicks);
            bytes.Text(error.WorkerId ?? string.Empty);
            bytes.Byte((byte)error.Class);
            bytes.Text(error.Code);
            bytes.Text(error.Message);
        }
    }

    public static AttemptError[] Read(ref ByteReader reader)
    {
        int count = reader.Count();
        if (count > AttemptError.MaxKept)
        {
            throw new CorruptQueueDataException($"A task has {count} errors; at most {AttemptError.MaxKept} are kept.");
        }

        var errors = new AttemptError[count];
        for (int i = 0; i < errors.Length; i++)
        {
            errors[i] = new AttemptError(
                reader.Natural(),
                reader.Natural(),
                StoredTime.FromTicks(reader.LongNatural()),
                reader.Text() is { Length: > 0 } worker ? worker : null,
                Class(ref reader),
                reader.Text(),
                reader.Text());
        }

        return errors;
    }

    private static FailureClass Class(ref ByteReader reader)
    {
        var value = (FailureClass)reader.Byte();
        return value is >= FailureClass.Retryable and <= FailureClass.Cancelled
            ? value
            : throw new CorruptQueueDataException($"{(byte)value} is not a failure class.");
    }
}
