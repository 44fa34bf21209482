using System.Text.Json;
using System.Text.Json.Serialization;
using ActorQueue.Contracts;

namespace ActorQueue.Files;

/// <summary>What becomes of files when the queue is unavailable.</summary>
public enum FileFallback
{
    /// <summary>The run ends with <see cref="QueueUnavailableException"/>; tasks that were accepted are done once the queue is back.</summary>
    None = 0,

    /// <summary>
    /// The registered processors are run in this process without the queue: in parallel, once each, without retries and not durably. A file whose task had been accepted may be
    /// worked on again by the queue, so the work must bear being done twice. Only with a <see cref="TaskQueue"/>, whose processors they are.
    /// </summary>
    Direct = 1,
}

/// <summary>How a list of files becomes work.</summary>
public sealed record FileTaskOptions
{
    /// <summary>
    /// The concurrency key of large files. All tasks of a queue that have it share one limit, <c>actorqueue.analysis.large-files-at-a-time</c>, whichever run submitted them.
    /// </summary>
    public const string LargeFileKey = "actorqueue.large-file";

    /// <summary>The kind whose processor works on a file.</summary>
    public required string Kind { get; init; }

    /// <summary>The kind for large files, for example one that is registered with <c>ProcessorIsolation.Process</c>; null: the same.</summary>
    public string? LargeKind { get; init; }

    /// <summary>Files above this are large; null: <c>actorqueue.analysis.large-file</c> (50 MB).</summary>
    public long? LargeFileBytes { get; init; }

    /// <summary>
    /// Large files of all runs wait for one another, so that one of them is worked on at a time (<see cref="LargeFileKey"/>), beside the small ones. Off: they run like those.
    /// </summary>
    public bool OneLargeFileAtATime { get; init; } = true;

    /// <summary>What a task carries for a path; the default is <c>{"path":"…"}</c>.</summary>
    public Func<string, ReadOnlyMemory<byte>> Payload { get; init; } = path => JsonSerializer.SerializeToUtf8Bytes(new FilePayload(path), FileJson.Default.FilePayload);

    /// <summary>Sets what else a task needs: priority, retries, tags.</summary>
    public Func<TaskSpec, TaskSpec> Describe { get; init; } = task => task;

    /// <summary>Told of every change of the files' tasks, from any thread, also when they are worked on directly; of their ends <see cref="FileTasks"/> tells its caller besides.</summary>
    public IProgress<TaskChange>? Changes { get; init; }

    /// <summary>What to do without the queue.</summary>
    public FileFallback Fallback { get; init; }

    /// <summary>How long the queue may be unavailable before that; it recovers from a passing storage failure within moments.</summary>
    public TimeSpan FallbackAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Small files worked on at a time without the queue; null: as many as there are processors.</summary>
    public int? DirectParallelism { get; init; }
}

/// <summary>The default payload.</summary>
/// <param name="Path">The file.</param>
internal sealed record FilePayload(string Path);

/// <summary>Source-generated JSON of the default payload.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FilePayload))]
internal sealed partial class FileJson : JsonSerializerContext;
