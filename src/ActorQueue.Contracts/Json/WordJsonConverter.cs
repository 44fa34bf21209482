using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorQueue.Contracts.Json;

/// <summary>An enumeration as lower-case words with hyphens; the reserved zero and numbers are refused.</summary>
public sealed class WordJsonConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> Values = Enum.GetValues<T>()
        .Where(value => !EqualityComparer<T>.Default.Equals(value, default))
        .ToDictionary(Word, StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<T, string> Words = Values.ToDictionary(entry => entry.Value, entry => entry.Key);

    /// <inheritdoc />
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Values.TryGetValue(reader.GetString()!, out var value)
            ? value
            : throw new JsonException($"Must be one of {string.Join(", ", Values.Keys)}.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Words[value]);

    private static string Word(T value) => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}

/// <summary>A priority as a number, or read by its name.</summary>
public sealed class PriorityJsonConverter : JsonConverter<int>
{
    /// <inheritdoc />
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number))
        {
            return number;
        }

        return reader.TokenType == JsonTokenType.String && TaskPriority.TryParse(reader.GetString(), out var named)
            ? named
            : throw new JsonException("Must be a whole number, or low, normal, high, critical or urgent.");
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
