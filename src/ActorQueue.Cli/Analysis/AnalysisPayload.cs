using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorQueue.Cli.Discovery;

namespace ActorQueue.Cli.Analysis;

/// <summary>What an <c>audio-analysis</c> task carries.</summary>
/// <param name="Path">The absolute path.</param>
/// <param name="PathBytes">The path's bytes, only when its name is not UTF-8 and <paramref name="Path"/> is but its readable form.</param>
/// <param name="WithSeries">True when pictures are wanted, which need the measurements over time; else null.</param>
internal sealed record AnalysisPayload(string Path, byte[]? PathBytes = null, bool? WithSeries = null)
{
    /// <summary>The kind under which the processor is registered.</summary>
    public const string Kind = "audio-analysis";

    public static AnalysisPayload For(FilePath path, bool withSeries = false) =>
        new(path.Text, path.IsText ? null : path.Bytes.ToArray(), withSeries ? true : null);

    public static AnalysisPayload? TryParse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, AnalysisPayloadJson.Default.AnalysisPayload) is { Path.Length: > 0 } payload ? payload : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, AnalysisPayloadJson.Default.AnalysisPayload);

    public FilePath ToFilePath() => PathBytes is null ? new FilePath(Path) : new FilePath(PathBytes);

    /// <summary>
    /// The tag by which a live task is known to be about a file. A path is longer than a tag or a name may be, so it is the path's hash.
    /// </summary>
    public static string TagFor(FilePath path) => "file:" + Convert.ToBase64String(SHA256.HashData(path.Bytes)).TrimEnd('=');
}

/// <summary>Source-generated JSON of the payload.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AnalysisPayload))]
internal sealed partial class AnalysisPayloadJson : JsonSerializerContext;
