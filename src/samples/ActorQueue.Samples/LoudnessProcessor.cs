using System.Globalization;
using System.Text;
using ActorQueue.Audio;
using ActorQueue.Audio.Decoding;
using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Samples;

/// <summary>Measures how loud a file is. It computes without awaiting, so it is synchronous: the queue gives it a thread of its own.</summary>
internal sealed class LoudnessProcessor : ISyncTaskProcessor
{
    public TaskResult Process(TaskContext context, CancellationToken cancellationToken)
    {
        var path = Encoding.UTF8.GetString(context.Payload.Span);
        context.ReportProgress(0, 2, "reading");
        try
        {
            var report = AudioAnalyzer.Analyze(path, cancellationToken: cancellationToken);
            context.ReportProgress(2, 2, "measured");
            return Text(string.Create(CultureInfo.InvariantCulture, $"{report.IntegratedLufs:F1} LUFS"));
        }
        catch (AudioException e)
        {
            // The same bytes will not decode better the next time.
            throw new TaskFailedException(ErrorCodes.DecodeFailed, e.Message, FailureClass.Permanent, e);
        }
    }

    /// <summary>A result that is a text.</summary>
    public static TaskResult Text(string text) => new(Encoding.UTF8.GetBytes(text), "text/plain");
}
