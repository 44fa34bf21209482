using ActorQueue.Audio.Decoding;
using ActorQueue.Audio.Loudness;
using NAudio.Wave;

namespace ActorQueue.Audio;

/// <summary>
/// Measures audio. Each call works on the calling thread, in memory that doesn't depend on the length of the audio, and shares nothing with other calls.
/// </summary>
public static class AudioAnalyzer
{
    /// <summary>Changes whenever a measurement may change its value: part of the key under which results are cached.</summary>
    public const string Version = "2";

    // A tenth of a second at 44.1 kHz: progress and cancellation stay prompt, and the blocks of all channels fit the second-level cache.
    private const int BlockFrames = 4096;

    /// <summary>Decodes and analyses a file.</summary>
    /// <param name="path">The file; what it holds is told from its content.</param>
    /// <param name="options">What to measure and how; null for the defaults.</param>
    /// <param name="progress">Told after each block, on the calling thread.</param>
    /// <param name="cancellationToken">Looked at before each block of 4096 frames; a child process that decodes is ended at once.</param>
    /// <exception cref="AudioException">
    /// <c>file-not-found</c>, <c>access-denied</c>, <c>codec-missing</c>, or <c>decode-failed</c> when the content is damaged or shorter than its header says.
    /// </exception>
    /// <exception cref="ArgumentException"><see cref="AnalysisOptions.ChannelWeights"/> doesn't fit the file.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static AudioReport Analyze(
        string path,
        AnalysisOptions? options = null,
        IProgress<AnalysisProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        using var audio = AudioDecoder.Open(path, cancellationToken);
        return Analyze(audio, options, progress, cancellationToken);
    }

    /// <summary>Analyses opened audio from where it stands to its end.</summary>
    /// <param name="audio">Read to its end, not disposed.</param>
    /// <param name="options">What to measure and how; null for the defaults.</param>
    /// <param name="progress">Told after each block, on the calling thread.</param>
    /// <param name="cancellationToken">Looked at before each block of 4096 frames.</param>
    /// <exception cref="AudioException"><c>decode-failed</c> when the content is damaged or shorter than its header says.</exception>
    /// <exception cref="ArgumentException"><see cref="AnalysisOptions.ChannelWeights"/> doesn't fit the audio.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static AudioReport Analyze(
        DecodedAudio audio,
        AnalysisOptions? options = null,
        IProgress<AnalysisProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audio);
        options ??= AnalysisOptions.Default;
        if (options.ChannelWeights is null && audio.Format.ChannelMask != 0)
        {
            options = options with { ChannelWeights = ChannelWeights.For(audio.Format.Channels, audio.Format.ChannelMask) };
        }

        var report = Analyze(audio.Samples, audio.DeclaredFrames, options, progress, cancellationToken);
        return report with
        {
            Tags = audio.Tags,
            Warnings = [.. audio.Warnings.Select(warning => "decoding: " + warning), .. report.Warnings],
        };
    }

    /// <summary>Analyses a stream of samples from where it stands to its end.</summary>
    /// <param name="source">Interleaved samples, full scale ±1, 1 to 64 channels, 1,000 to 768,000 Hz. Read to its end, not disposed.</param>
    /// <param name="options">What to measure and how; null for the defaults.</param>
    /// <param name="progress">Told after each block, on the calling thread.</param>
    /// <param name="cancellationToken">Looked at before each block of 4096 frames.</param>
    /// <exception cref="ArgumentException">The format, or <see cref="AnalysisOptions.ChannelWeights"/>, is outside its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static AudioReport Analyze(
        ISampleProvider source,
        AnalysisOptions? options = null,
        IProgress<AnalysisProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Analyze(source, null, options ?? AnalysisOptions.Default, progress, cancellationToken);

    private static AudioReport Analyze(
        ISampleProvider source,
        long? declaredFrames,
        AnalysisOptions options,
        IProgress<AnalysisProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var channels = source.WaveFormat.Channels;
        var analysis = new Analysis(source.WaveFormat.SampleRate, channels, BlockFrames, options);
        var buffer = new float[BlockFrames * channels];
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var samples = Fill(source, buffer);
            if (samples < channels)
            {
                return analysis.Finish();
            }

            analysis.Process(buffer.AsSpan(0, samples - (samples % channels)));
            progress?.Report(new AnalysisProgress(analysis.Frames, declaredFrames));
        }
    }

    // Readers may deliver less than asked for; full blocks make the result independent of how they do.
    private static int Fill(ISampleProvider source, float[] buffer)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var read = source.Read(buffer.AsSpan(filled));
            if (read <= 0)
            {
                break;
            }

            filled += read;
        }

        return filled;
    }
}
