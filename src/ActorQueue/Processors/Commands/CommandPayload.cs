using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorQueue.Processors.Commands;

/// <summary>What a task of the kind <c>command</c> carries: a program and its arguments, never a line for a shell.</summary>
/// <param name="Program">A file's path, or a name that is looked up in <c>PATH</c>.</param>
public sealed record CommandPayload(string Program)
{
    /// <summary>The kind of these tasks.</summary>
    public const string Kind = "command";

    /// <summary>The arguments, each given to the program as it stands here.</summary>
    public IReadOnlyList<string> Arguments
    {
        // JSON that does not say it sets it to null; so with the others below.
        get => field ?? [];
        init;
    }

    /// <summary>The folder that it runs in; null: the host's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables set for it; only names that <c>processors.command.environment</c> allows.</summary>
    public IReadOnlyDictionary<string, string> Environment
    {
        get => field ?? ReadOnlyDictionary<string, string>.Empty;
        init;
    }

    /// <summary>Exit codes that no retry helps against, beside those that say so everywhere (64 usage, 65 data, 66 no input, 77 permission, 78 configuration, 126, 127).</summary>
    public IReadOnlyList<int> PermanentExitCodes
    {
        get => field ?? [];
        init;
    }

    /// <summary>The payload as a task carries it.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, CommandJson.Default.CommandPayload);

    internal static CommandPayload? TryParse(ReadOnlySpan<byte> json, out string? problem)
    {
        try
        {
            var payload = JsonSerializer.Deserialize(json, CommandJson.Default.CommandPayload);
            problem = payload?.FirstProblem() ?? (payload is null ? "it is null" : null);
            return problem is null ? payload : null;
        }
        catch (JsonException e)
        {
            problem = e.Message;
            return null;
        }
    }

    private string? FirstProblem()
    {
        if (string.IsNullOrWhiteSpace(Program))
        {
            return "program: must name a program";
        }

        // Nullable annotations hold nothing against JSON.
        string?[] arguments = [.. Arguments];
        KeyValuePair<string, string?>[] environment = [.. Environment.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value))];
        if (arguments.Contains(null) || environment.Any(pair => pair.Value is null))
        {
            return "arguments and environment must not contain null";
        }

        IEnumerable<string?> texts = [Program, WorkingDirectory, .. arguments, .. environment.Select(pair => pair.Key), .. environment.Select(pair => pair.Value)];
        return texts.Any(text => text?.Contains('\0', StringComparison.Ordinal) == true) ? "no text may contain a NUL character" : null;
    }
}

/// <summary>What a command that ended with exit code 0 leaves as its task's result.</summary>
/// <param name="ExitCode">0.</param>
/// <param name="Stdout">The end of its standard output, as UTF-8 text.</param>
/// <param name="Stderr">The end of its standard error.</param>
/// <param name="StdoutBytes">Bytes written to standard output in all; more than <paramref name="Stdout"/> holds when it was cut (<c>processors.command.max-output</c>).</param>
/// <param name="StderrBytes">The same of standard error.</param>
public sealed record CommandResult(int ExitCode, string Stdout, string Stderr, long StdoutBytes, long StderrBytes);

/// <summary>Source-generated JSON of the command's payload and result.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CommandPayload))]
[JsonSerializable(typeof(CommandResult))]
internal sealed partial class CommandJson : JsonSerializerContext;
