using System.Security.Cryptography;
using ActorQueue.Audio;
using ActorQueue.Audio.Decoding;
using ActorQueue.Cli.Discovery;
using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Cli.Analysis;

/// <summary>The work on a file's bytes, in this process and on the calling thread.</summary>
internal sealed class AudioFileWork : IAudioFileWork
{
    private const int HashBufferBytes = 1 << 20;

    public byte[] Hash(FilePath path, TaskContext context, CancellationToken cancellationToken) => Open(path, name => Hash(name, cancellationToken));

    public MeasuredFile Measure(FilePath path, bool withSeries, TaskContext context, CancellationToken cancellationToken) => Open(path, name =>
    {
        var report = AudioAnalyzer.Analyze(name, new AnalysisOptions { WithSeries = withSeries }, new PercentProgress(context), cancellationToken);
        return new MeasuredFile(
            TaskResult.Json(report, AudioReportJsonContext.Default.AudioReport).Content.ToArray(),
            withSeries ? report.Series?.ToBytes() ?? [] : null);
    });

    /// <summary>What cannot change within a run fails at once; the rest may heal, for example a copy that is still under way.</summary>
    internal static FailureClass ClassOf(string code) =>
        code is AudioErrorCodes.FileNotFound or AudioErrorCodes.CodecMissing ? FailureClass.Permanent : FailureClass.Retryable;

    internal static TaskFailedException Missing(FilePath path, Exception? cause) =>
        new(ErrorCodes.FileNotFound, $"No such file: {path}", FailureClass.Permanent, cause);

    private static T Open<T>(FilePath path, Func<string, T> work)
    {
        using var readable = OpenFile(path);
        try
        {
            return work(readable.Name);
        }
        catch (AudioException exception)
        {
            throw new TaskFailedException(exception.Code, Named(exception.Message), ClassOf(exception.Code), exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new TaskFailedException(AudioErrorCodes.AccessDenied, $"May not be read: {path}", FailureClass.Retryable, exception);
        }
        catch (FileNotFoundException exception)
        {
            throw Missing(path, exception);
        }
        catch (IOException exception)
        {
            throw new TaskFailedException(ErrorCodes.DecodeFailed, Named($"Reading failed: {exception.Message}"), FailureClass.Retryable, exception);
        }

        // A name that is not UTF-8 was opened under a stand-in; people should read the file's own.
        string Named(string message) => path.IsText
            ? message
            : message.Replace(readable.Name, path.Text, StringComparison.Ordinal)
                .Replace($"name {Path.GetFileName(readable.Name)} ", $"name {Path.GetFileName(path.Text)} ", StringComparison.Ordinal);
    }

    private static ReadableFile OpenFile(FilePath path)
    {
        try
        {
            return ReadableFile.Open(path);
        }
        catch (FileNotFoundException exception)
        {
            throw Missing(path, exception);
        }
    }

    private static byte[] Hash(string name, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var stream = new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var buffer = new byte[(int)Math.Clamp(stream.Length, 4096, HashBufferBytes)];
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(buffer.AsSpan(0, read));
        }

        return hash.GetHashAndReset();
    }

    /// <summary>Passes on whole percents: a report for each block would be thousands a second.</summary>
    private sealed class PercentProgress(TaskContext context) : IProgress<AnalysisProgress>
    {
        private int _reported;

        public void Report(AnalysisProgress value)
        {
            var percent = (int)((value.Fraction ?? 0) * 100);
            if (percent > _reported)
            {
                _reported = percent;
                context.ReportProgress(percent, 100);
            }
        }
    }
}
