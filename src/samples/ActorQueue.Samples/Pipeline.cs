using System.Globalization;
using System.Text;
using ActorQueue.Audio;
using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Samples;

/// <summary>Files through two steps each, and one summary of all: every step is a task that waits for the one before and reads its result.</summary>
internal static class Pipeline
{
    public static async Task RunAsync(TextWriter output)
    {
        using var files = new MusicFiles(count: 3);
        await using var host = await SampleQueue.StartAsync(processors => processors
            .AddProcessor<Tempo>("tempo")
            .AddProcessor<Label>("label")
            .AddProcessor<Summary>("summary"));
        var queue = host.Queue;

        List<TaskSpec> graph = [];
        List<TaskSpec> labels = [];
        foreach (var path in files.Paths)
        {
            var tempo = SampleQueue.Task("tempo", path);

            // A step's payload names the task whose result it reads.
            var label = SampleQueue.Task("label", tempo.Id.ToString()) with { DependsOn = [new TaskDependency(tempo.Id)] };
            graph.AddRange([tempo, label]);
            labels.Add(label);
        }

        var summary = SampleQueue.Task("summary", string.Join(' ', labels.Select(label => label.Id))) with
        {
            DependsOn = [.. labels.Select(label => new TaskDependency(label.Id))],
        };
        await queue.EnqueueAsync([.. graph, summary], atomic: true);

        var ended = (await queue.WaitAsync(summary.Id))!;
        await output.WriteLineAsync(Encoding.UTF8.GetString(ended.Result!.Value.Span));
    }

    /// <summary>The result of a task that has ended, as text.</summary>
    private static async Task<string> ResultOfAsync(TaskQueue queue, string id, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString((await queue.GetAsync(TaskId.Parse(id), cancellationToken))!.Result!.Value.Span);

    private sealed class Tempo : ISyncTaskProcessor
    {
        public TaskResult Process(TaskContext context, CancellationToken cancellationToken)
        {
            var report = AudioAnalyzer.Analyze(Encoding.UTF8.GetString(context.Payload.Span), cancellationToken: cancellationToken);
            return LoudnessProcessor.Text(report.TempoBpm?.ToString("F0", CultureInfo.InvariantCulture) ?? "none");
        }
    }

    private sealed class Label(TaskQueue queue) : ITaskProcessor
    {
        public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            var tempo = await ResultOfAsync(queue, Encoding.UTF8.GetString(context.Payload.Span), cancellationToken);
            return LoudnessProcessor.Text($"{tempo} beats a minute");
        }
    }

    private sealed class Summary(TaskQueue queue) : ITaskProcessor
    {
        public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            var ids = Encoding.UTF8.GetString(context.Payload.Span).Split(' ');
            var labels = await Task.WhenAll(ids.Select(id => ResultOfAsync(queue, id, cancellationToken)));
            return LoudnessProcessor.Text($"{labels.Length} files: {string.Join(", ", labels)}");
        }
    }
}
