using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ActorQueue.Contracts;

/// <summary>
/// The identity of a task: a UUID of version 7 (RFC 9562), made by whoever creates the task, so that a repeated submit
/// is the same task. Its leading 48 bits are the creation time, which lets the queue refuse ids older than it can
/// remember.
/// </summary>
/// <param name="Value">The UUID; a queue refuses one that is not of version 7.</param>
public readonly record struct TaskId(Guid Value) : IComparable<TaskId>
{
    /// <summary>Number of random bytes that <see cref="Create"/> takes.</summary>
    public const int RandomLength = 10;

    /// <summary>Whether this is a version 7 UUID, the only form a queue accepts.</summary>
    public bool IsValid => Value.Version == 7 && (Value.Variant & 0xC) == 0x8;

    /// <summary>The creation time that the id carries, to the millisecond.</summary>
    public DateTimeOffset CreatedAt
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            Value.TryWriteBytes(bytes, bigEndian: true, out _);
            long milliseconds = BinaryPrimitives.ReadInt64BigEndian(bytes) >> 16 & 0xFFFF_FFFF_FFFF;
            return milliseconds > MaxUnixMilliseconds
                ? DateTimeOffset.MaxValue
                : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        }
    }

    private const long MaxUnixMilliseconds = 253_402_300_799_999;

    /// <summary>Makes an id from given data, so that a pure core or a test needs no randomness of its own.</summary>
    /// <param name="now">The creation time, not before 1970.</param>
    /// <param name="random10">Ten random bytes; six of their bits give way to version and variant.</param>
    /// <exception cref="ArgumentException">Not ten bytes, or a time before 1970.</exception>
    public static TaskId Create(DateTimeOffset now, ReadOnlySpan<byte> random10)
    {
        if (random10.Length != RandomLength)
        {
            throw new ArgumentException($"Ten random bytes are needed, not {random10.Length}.", nameof(random10));
        }

        long milliseconds = now.ToUnixTimeMilliseconds();
        if (milliseconds < 0)
        {
            throw new ArgumentException("A task id cannot carry a time before 1970.", nameof(now));
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, milliseconds << 16);
        random10.CopyTo(bytes[6..]);
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x70);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new TaskId(new Guid(bytes, bigEndian: true));
    }

    /// <summary>Makes a new id with the time of the given clock and random bits of the runtime.</summary>
    public static TaskId New(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new TaskId(Guid.CreateVersion7(time.GetUtcNow()));
    }

    /// <summary>Reads the text form, with or without dashes.</summary>
    /// <exception cref="FormatException">The text is not a UUID of version 7.</exception>
    public static TaskId Parse(string text) =>
        TryParse(text, out var id)
            ? id
            : throw new FormatException($"'{text}' is not a task id (a UUID of version 7).");

    /// <summary>Reads the text form, with or without dashes; false when it is not a UUID of version 7.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TaskId id)
    {
        id = Guid.TryParse(text, CultureInfo.InvariantCulture, out var guid) ? new TaskId(guid) : default;
        return id.IsValid;
    }

    /// <summary>Orders ids by their text, which for version 7 is the order of creation time.</summary>
    public int CompareTo(TaskId other) => Value.CompareTo(other.Value);

    /// <summary>Orders as <see cref="CompareTo"/> does.</summary>
    public static bool operator <(TaskId left, TaskId right) => left.CompareTo(right) < 0;

    /// <summary>Orders as <see cref="CompareTo"/> does.</summary>
    public static bool operator >(TaskId left, TaskId right) => left.CompareTo(right) > 0;

    /// <summary>Orders as <see cref="CompareTo"/> does.</summary>
    public static bool operator <=(TaskId left, TaskId right) => left.CompareTo(right) <= 0;

    /// <summary>Orders as <see cref="CompareTo"/> does.</summary>
    public static bool operator >=(TaskId left, TaskId right) => left.CompareTo(right) >= 0;

    /// <summary>The UUID in lower case with dashes.</summary>
    public override string ToString() => Value.ToString("D", CultureInfo.InvariantCulture);
}
