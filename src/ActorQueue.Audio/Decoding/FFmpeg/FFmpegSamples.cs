using System.Runtime.InteropServices;
using ActorQueue.Audio.Decoding.Wave;
using NAudio.Wave;

namespace ActorQueue.Audio.Decoding.FFmpeg;

/// <summary>
/// The samples that an ffmpeg process decodes, read from its pipe as they are needed: when nobody reads, it waits. They come behind a WAV header, which says
/// what rate and channels ffmpeg really makes; what ffprobe foretells may differ in a damaged file.
/// </summary>
internal sealed class FFmpegSamples : ISampleProvider, IDisposable
{
    private const int LargestHeaderBytes = 128;

    private readonly ChildProgram _program;
    private readonly int _frameBytes;

    /// <exception cref="AudioException">ffmpeg does not start, or ends without a sample.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the same while reading.</exception>
    public FFmpegSamples(string ffmpegPath, IReadOnlyList<string> inputOptions, string url, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "-v", "error", "-nostdin", "-threads", "1", .. inputOptions, "-i", url,
            "-map", "0:a:0", "-map_metadata", "-1", "-fflags", "+bitexact", "-c:a", "pcm_f32le", "-f", "wav", "pipe:1",
        ];
        _program = new ChildProgram(ffmpegPath, arguments, cancellationToken);
        try
        {
            var format = ReadHeader();
            ChannelMask = format.ChannelMask;
            WaveFormat = WaveFormat.CreateIeeeFloatWaveFormat((int)format.SampleRateHz, format.Channels);
            _frameBytes = format.Channels * sizeof(float);
        }
        catch
        {
            _program.Dispose();
            throw;
        }
    }

    public WaveFormat WaveFormat { get; }

    public int ChannelMask { get; }

    /// <summary>What ffmpeg complained of while it decoded to the end; null when it did not.</summary>
    public string? Complaint { get; private set; }

    public int Read(Span<float> buffer)
    {
        var bytes = MemoryMarshal.AsBytes(buffer);
        bytes = bytes[..(bytes.Length - (bytes.Length % _frameBytes))];
        var read = _program.Output.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (read < bytes.Length)
        {
            CheckEnd();
        }

        return (read - (read % _frameBytes)) / sizeof(float);
    }

    public void Dispose() => _program.Dispose();

    private WaveFormatChunk ReadHeader()
    {
        var header = new byte[LargestHeaderBytes];
        var filled = 0;
        while (true)
        {
            // Byte by byte beyond what every header has, so that no sample is taken with it.
            var wanted = filled == 0 ? WaveHeader.SmallestBytes : 1;
            var read = _program.Output.ReadAtLeast(header.AsSpan(filled, wanted), wanted, throwOnEndOfStream: false);
            filled += read;
            if (read < wanted)
            {
                CheckEnd();
                throw AudioException.DecodeFailed("ffmpeg found no audio");
            }

            if (header.AsSpan(filled - 8, 4).SequenceEqual("data"u8))
            {
                using var stream = new MemoryStream(header, 0, filled);
                var format = WaveHeader.Read(stream).Format;
                return format.ToLayout() is { Codec: SampleCodec.Float, BytesPerSample: sizeof(float) }
                    ? format
                    : throw AudioException.DecodeFailed("ffmpeg answered with something else than float samples");
            }

            if (filled == header.Length)
            {
                throw AudioException.DecodeFailed("ffmpeg answered with something else than WAV");
            }
        }
    }

    private void CheckEnd()
    {
        var (exitCode, errors) = _program.End();
        var complaint = FFmpegComplaint.From(errors);
        if (exitCode != 0)
        {
            throw AudioException.DecodeFailed($"ffmpeg gave up: {complaint ?? $"exit code {exitCode}"}");
        }

        Complaint = complaint;
    }
}
