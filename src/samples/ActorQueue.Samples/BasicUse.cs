using System.Text;
using ActorQueue.Callbacks;
using ActorQueue.Contracts;

namespace ActorQueue.Samples;

/// <summary>Audio files go in, measurements come out, and the application is called while it happens.</summary>
internal static class BasicUse
{
    public static async Task RunAsync(TextWriter output)
    {
        using var files = new MusicFiles(count: 3);
        await using var host = await SampleQueue.StartAsync(processors => processors.AddProcessor<LoudnessProcessor>("loudness"));
        var queue = host.Queue;

        // Subscribe before submitting, to hear of all of it. Callbacks come one at a time, in the order in which things happen.
        var done = 0;
        var allDone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var subscription = await queue.SubscribeAsync(new TaskCallbacks
        {
            OnProgress = async task => await output.WriteLineAsync($"{NameOf(task)}: {task.Progress!.Current}/{task.Progress.Total} {task.Progress.Message}"),
            OnSuccess = async task =>
            {
                await output.WriteLineAsync($"Progress: {100.0 * ++done / files.Paths.Count:F1}% ({done}/{files.Paths.Count}), {NameOf(task)}");
                if (done == files.Paths.Count)
                {
                    allDone.SetResult();
                }
            },
        });

        var tasks = files.Paths.Select(path => SampleQueue.Task("loudness", path)).ToArray();
        await queue.EnqueueAsync(tasks);
        await allDone.Task;
        foreach (var task in tasks)
        {
            var ended = (await queue.GetAsync(task.Id))!;
            await output.WriteLineAsync($"{NameOf(ended)}: {ended.Status.ToWord()}, {Encoding.UTF8.GetString(ended.Result!.Value.Span)}");
        }
    }

    private static string NameOf(TaskView task) => Path.GetFileName(task.Name);
}
