using System.Globalization;
using System.Text.Json;
using ActorQueue.Audio.Tags;

namespace ActorQueue.Audio.Decoding.FFmpeg;

/// <summary>What ffprobe says about a file.</summary>
/// <param name="FormatName">ffmpeg's name of the container, "matroska,webm".</param>
/// <param name="Codec">ffmpeg's name of the first audio stream's codec; null when it knows none.</param>
/// <param name="BitsPerSample">Of a lossless codec; null else.</param>
/// <param name="StreamSeconds">Length of the first audio stream.</param>
/// <param name="ContainerSeconds">Length of the whole.</param>
/// <param name="AudioStreams">How many audio streams there are.</param>
/// <param name="HasOthers">Whether there is moving video or something else beside them.</param>
/// <param name="Tags">What container and first audio stream say about themselves; null when nothing.</param>
internal sealed record FFprobeAnswer(
    string FormatName,
    string? Codec,
    int? BitsPerSample,
    double? StreamSeconds,
    double? ContainerSeconds,
    int AudioStreams,
    bool HasOthers,
    AudioTags? Tags)
{
    /// <summary>What is asked for.</summary>
    public const string Entries =
        "stream=codec_type,codec_name,bits_per_raw_sample,duration:stream_tags:stream_disposition=attached_pic:format=format_name,duration:format_tags";

    /// <summary>Reads the answer; null when it holds no audio stream.</summary>
    /// <exception cref="JsonException">It is no answer.</exception>
    public static FFprobeAnswer? Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (!root.TryGetProperty("streams", out var streams) || streams.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var audio = streams.EnumerateArray().Where(stream => Text(stream, "codec_type") == "audio").ToList();
        if (audio.Count == 0)
        {
            return null;
        }

        var first = audio[0];
        root.TryGetProperty("format", out var format);
        var bits = int.TryParse(Text(first, "bits_per_raw_sample"), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;
        return new FFprobeAnswer(
            Text(format, "format_name") ?? "",
            Text(first, "codec_name"),
            bits is > 0 and <= 64 ? bits : null,
            Seconds(Text(first, "duration")) ?? MatroskaSeconds(first),
            Seconds(Text(format, "duration")),
            audio.Count,
            streams.EnumerateArray().Any(stream => Text(stream, "codec_type") != "audio" && !IsPicture(stream)),
            ToTags(format, first, streams));
    }

    private static AudioTags? ToTags(JsonElement format, JsonElement audio, JsonElement streams)
    {
        var fields = new TagFields();
        foreach (var (name, value) in TagsOf(format))
        {
            fields.AddNamed(name, value);
        }

        var ofStream = new TagFields();
        foreach (var (name, value) in TagsOf(audio))
        {
            ofStream.AddNamed(name, value);
        }

        fields.Complete(ofStream);
        foreach (var picture in streams.EnumerateArray().Where(IsPicture))
        {
            var type = Text(picture, "codec_name") switch { "mjpeg" => "image/jpeg", "png" => "image/png", _ => null };
            fields.AddCover(type, bytes: null, isFront: false);
        }

        return fields.ToTags();
    }

    private static IEnumerable<KeyValuePair<string, string>> TagsOf(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("tags", out var tags) || tags.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var tag in tags.EnumerateObject())
        {
            if (tag.Value.ValueKind == JsonValueKind.String)
            {
                yield return new(tag.Name, tag.Value.GetString()!);
            }
        }
    }

    private static bool IsPicture(JsonElement stream) =>
        stream.TryGetProperty("disposition", out var disposition)
        && disposition.ValueKind == JsonValueKind.Object
        && disposition.TryGetProperty("attached_pic", out var flag)
        && flag.ValueKind == JsonValueKind.Number
        && flag.GetInt32() == 1;

    private static double? Seconds(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 && double.IsFinite(seconds) ? seconds : null;

    /// <summary>Matroska's writers leave a stream's length in a tag, "00:03:25.123000000".</summary>
    private static double? MatroskaSeconds(JsonElement stream)
    {
        var tag = TagsOf(stream).FirstOrDefault(tag => tag.Key.Equals("DURATION", StringComparison.OrdinalIgnoreCase)).Value;
        var parts = tag?.Split(':');
        return parts is [var hours, var minutes, var seconds]
            && uint.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out var h)
            && uint.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var m)
            && double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var s)
            ? (3600.0 * h) + (60.0 * m) + s
            : null;
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
