using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using ActorQueue.Contracts.Json;

namespace ActorQueue.Contracts;

/// <summary>
/// The identity of a batch: a UUID of version 7 like a <see cref="TaskId"/>, made by whoever creates the batch, so that a
/// repeated create is the same batch.
/// </summary>
/// <param name="Value">The UUID; a queue refuses one that is not of version 7.</param>
[JsonConverter(typeof(BatchIdJsonConverter))]
public readonly record struct BatchId(Guid Value)
{
    /// <summary>Whether this is a version 7 UUID, the only form a queue accepts.</summary>
    public bool IsValid => new TaskId(Value).IsValid;

    /// <summary>The creation time that the id carries, to the millisecond.</summary>
    public DateTimeOffset CreatedAt => new TaskId(Value).CreatedAt;

    /// <summary>Makes an id from given data, as <see cref="TaskId.Create"/> does.</summary>
    /// <param name="now">The creation time, not before 1970.</param>
    /// <param name="random10">Ten random bytes; six of their bits give way to version and variant.</param>
    /// <exception cref="ArgumentException">Not ten bytes, or a time before 1970.</exception>
    public static BatchId Create(DateTimeOffset now, ReadOnlySpan<byte> random10) => new(TaskId.Create(now, random10).Value);

    /// <summary>Makes a new id with the time of the given clock and random bits of the runtime.</summary>
    public static BatchId New(TimeProvider time) => new(TaskId.New(time).Value);

    /// <summary>Reads the text form, with or without dashes.</summary>
    /// <exception cref="FormatException">The text is not a UUID of version 7.</exception>
    public static BatchId Parse(string text) =>
        TryParse(text, out var id)
            ? id
            : throw new FormatException($"'{text}' is not a batch id (a UUID of version 7).");

    /// <summary>Reads the text form, with or without dashes; false when it is not a UUID of version 7.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out BatchId id)
    {
        bool isValid = TaskId.TryParse(text, out var value);
        id = new BatchId(value.Value);
        return isValid;
    }

    /// <summary>The UUID in lower case with dashes.</summary>
    public override string ToString() => Value.ToString("D", CultureInfo.InvariantCulture);
}
