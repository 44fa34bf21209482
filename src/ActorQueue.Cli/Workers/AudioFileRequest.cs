using System.Text.Json;
using System.Text.Json.Serialization;
using ActorQueue.Cli.Analysis;

namespace ActorQueue.Cli.Workers;

/// <summary>What a worker process does with the bytes of a file.</summary>
internal enum AudioFileOperation
{
    /// <summary>The SHA-256 of the content.</summary>
    Hash,

    /// <summary>The report, and its series where the file's payload asks for it.</summary>
    Measure,
}

/// <summary>The payload of an <c>audio-file</c> attempt, which only an <c>audio-analysis</c> attempt makes.</summary>
internal sealed record AudioFileRequest(AudioFileOperation Operation, AnalysisPayload File)
{
    /// <summary>The kind under which the work on a file's bytes is registered.</summary>
    public const string Kind = "audio-file";

    public static AudioFileRequest? TryParse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, AudioFileRequestJson.Default.AudioFileRequest) is { File.Path.Length: > 0 } request ? request : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, AudioFileRequestJson.Default.AudioFileRequest);
}

/// <summary>Source-generated JSON of the request.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AudioFileRequest))]
internal sealed partial class AudioFileRequestJson : JsonSerializerContext;
