using System.Text.Json;

namespace ActorQueue.Audio.Decoding.FFmpeg;

/// <summary>
/// Opens what neither we nor libsndfile decode, through child processes: ffprobe says what it is and how long, ffmpeg decodes the first audio stream at its own rate
/// and with all its channels. Both may open nothing but the file that we have open.
/// </summary>
internal static class FFmpegDecoder
{
    private const int MostAnswerBytes = 4 * 1024 * 1024;

    /// <summary>Two of the longest frames of a lossy codec: priming at the start, padding at the end.</summary>
    private const int ToleranceFrames = 4096;

    /// <summary>By so much of a second containers that count in milliseconds and packets are wrong without a loss: told, but no failure.</summary>
    private const double DoubtSeconds = 0.5;

    /// <summary>Opens content.</summary>
    /// <param name="stream">Seekable; stays the caller's, and open for as long as samples are read.</param>
    /// <param name="contentName">What it was sniffed to be.</param>
    /// <param name="format">The same in ffmpeg's words; null when only ffprobe can tell.</param>
    /// <param name="probe">Knows where the programs are.</param>
    /// <param name="cancellationToken">Ends the programs, also while samples are read.</param>
    /// <returns>Null when ffprobe found no audio where the format was not known.</returns>
    /// <exception cref="AudioException">It cannot be decoded.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static AudioSource? Open(Stream stream, string contentName, FFmpegFormat? format, CodecProbe probe, CancellationToken cancellationToken)
    {
        var input = FFmpegInput.For(stream, cancellationToken);
        try
        {
            string[] options = ["-protocol_whitelist", "file", .. format is null ? ["-format_whitelist", FFmpegFormat.SelfContained] : (string[])["-f", format.Demuxer]];
            var (answer, complaint) = Ask(probe.FFprobePath!, [.. options, input.Url], cancellationToken);
            if (answer?.Codec is null && format is null)
            {
                input.Dispose();
                return null;
            }

            if (answer is null)
            {
                throw AudioException.DecodeFailed(complaint is null
                    ? $"the {contentName} file has no audio stream"
                    : $"the {contentName} data cannot be decoded: {complaint}");
            }

            if (answer.Codec is null)
            {
                throw new AudioException(
                    AudioErrorCodes.CodecMissing, $"the audio of the {contentName} file is encrypted, or of a kind that the installed ffmpeg does not know");
            }

            if (format?.ReadContainerSeconds is { } readSeconds)
            {
                answer = answer with { StreamSeconds = null, ContainerSeconds = readSeconds(stream) };
            }

            var samples = new FFmpegSamples(probe.FFmpegPath!, options, input.Url, cancellationToken);
            return Describe(contentName, format, answer, samples, input);
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    private static (FFprobeAnswer? Answer, string? Complaint) Ask(string ffprobePath, IReadOnlyList<string> input, CancellationToken cancellationToken)
    {
        using var program = new ChildProgram(
            ffprobePath, ["-v", "error", "-show_entries", FFprobeAnswer.Entries, "-of", "json=c=1", .. input], cancellationToken);
        using var json = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (var read = program.Output.Read(buffer); read > 0; read = program.Output.Read(buffer))
        {
            json.Write(buffer, 0, read);
            if (json.Length > MostAnswerBytes)
            {
                throw AudioException.DecodeFailed($"ffprobe has more than {MostAnswerBytes} bytes to say about this file");
            }
        }

        var (exitCode, errors) = program.End();
        var complaint = FFmpegComplaint.From(errors);
        if (exitCode != 0)
        {
            return (null, complaint ?? $"ffprobe ended with exit code {exitCode}");
        }

        try
        {
            return (FFprobeAnswer.Parse(json.GetBuffer().AsMemory(0, (int)json.Length)), complaint);
        }
        catch (JsonException e)
        {
            return (null, $"ffprobe cannot be understood: {e.Message}");
        }
    }

    private static AudioSource Describe(string contentName, FFmpegFormat? format, FFprobeAnswer answer, FFmpegSamples samples, FFmpegInput input)
    {
        try
        {
            var wave = samples.WaveFormat;
            var container = format is null ? answer.FormatName.Split(',')[0].ToUpperInvariant() : contentName;
            AudioFormat.Validate(container, wave.SampleRate, wave.Channels);
            var promise = format?.Length ?? LengthPromise.None;
            var seconds = promise switch
            {
                LengthPromise.None => null,
                LengthPromise.OfContainer when answer.StreamSeconds is null && answer is { AudioStreams: 1, HasOthers: false } => answer.ContainerSeconds,
                _ => answer.StreamSeconds,
            };
            var isExact = promise == LengthPromise.Exact;
            return new AudioSource(
                new AudioFormat(container, CodecName(answer.Codec!), wave.SampleRate, wave.Channels, answer.BitsPerSample, samples.ChannelMask), samples)
            {
                DeclaredFrames = seconds is { } declared ? Math.Max(1, (long)Math.Min((declared * wave.SampleRate) + 0.5, long.MaxValue / 2)) : null,
                ToleranceFrames = isExact ? 0 : ToleranceFrames,
                DoubtFrames = isExact ? 0 : (int)(DoubtSeconds * wave.SampleRate),
                Warnings = [.. Warnings(answer, seconds)],
                LateWarning = () => samples.Complaint is { } complaint ? $"parts may be missing, for ffmpeg says: {complaint}" : null,
                Tags = answer.Tags,
                Owned = new Ownership(samples, input),
            };
        }
        catch
        {
            samples.Dispose();
            throw;
        }
    }

    private static IEnumerable<string> Warnings(FFprobeAnswer answer, double? seconds)
    {
        if (answer.AudioStreams > 1)
        {
            yield return $"the file has {answer.AudioStreams} audio streams; the first was read";
        }

        if (seconds is null)
        {
            yield return "the file declares no length of its audio; whether it is whole cannot be checked";
        }
    }

    /// <summary>The usual name of what ffmpeg has a short word for.</summary>
    private static string CodecName(string codec) => codec switch
    {
        "aac" or "aac_latm" => "AAC",
        "alac" => "ALAC",
        "ape" => "Monkey's Audio",
        "flac" => "FLAC",
        "mp3" => "MP3",
        "musepack7" or "musepack8" => "Musepack",
        "opus" => "Opus",
        "tta" => "True Audio",
        "vorbis" => "Vorbis",
        "wavpack" => "WavPack",
        "wmav1" or "wmav2" => "WMA",
        "wmapro" => "WMA Pro",
        "wmalossless" => "WMA Lossless",
        _ => codec,
    };

    private sealed class Ownership(FFmpegSamples samples, FFmpegInput input) : IDisposable
    {
        public void Dispose()
        {
            samples.Dispose();
            input.Dispose();
        }
    }
}
