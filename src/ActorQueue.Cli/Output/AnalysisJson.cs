using System.Text.Encodings.Web;
using System.Text.Json;
using ActorQueue.Contracts;

namespace ActorQueue.Cli.Output;

/// <summary>The document that <c>analyze --json</c> writes.</summary>
internal static class AnalysisJson
{
    public const int SchemaVersion = 1;

    // The document is a file, not part of a web page: names stay readable.
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Stream stream, string analyzerVersion, IEnumerable<FileOutcome> outcomes)
    {
        using var writer = new Utf8JsonWriter(stream, Readable);
        writer.WriteStartObject();
        writer.WriteNumber("schemaVersion", SchemaVersion);
        writer.WriteString("analyzerVersion", analyzerVersion);
        writer.WriteStartArray("files");
        foreach (var outcome in outcomes)
        {
            WriteFile(writer, outcome);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteFile(Utf8JsonWriter writer, FileOutcome outcome)
    {
        writer.WriteStartObject();
        writer.WriteString("path", outcome.Path.Text);
        writer.WriteString("taskId", outcome.TaskId?.ToString());
        writer.WriteString("status", outcome.Status.ToWord());
        writer.WriteNumber("attempts", outcome.Attempts);
        WriteError(writer, outcome.Error);
        writer.WritePropertyName("result");
        if (outcome.Result is { } result)
        {
            result.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter writer, TaskError? error)
    {
        if (error is null)
        {
            writer.WriteNull("error");
            return;
        }

        writer.WriteStartObject("error");
        writer.WriteString("code", error.Code);
        writer.WriteString("message", error.Message);
        writer.WriteEndObject();
    }
}
