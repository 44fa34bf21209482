using System.Numerics;
using NAudio.SoundFile;
using NAudio.Wave;

namespace ActorQueue.Audio.Decoding;

/// <summary>
/// The last stage of every decoder: whole frames only, no NaN or infinity, one exception type, and at the end the number of frames held against
/// the container's promise, because silent loss of audio is the worst outcome.
/// </summary>
internal sealed class CheckedSamples(AudioSource source) : ISampleProvider, IDisposable
{
    private readonly List<string> _warnings = [.. source.Warnings];
    private readonly int _channels = source.Format.Channels;
    private long _repairedSamples;
    private bool _ended;

    public WaveFormat WaveFormat => source.Samples.WaveFormat;

    public long DecodedFrames { get; private set; }

    public IReadOnlyList<string> Warnings => _repairedSamples == 0
        ? _warnings
        : [.. _warnings, $"{_repairedSamples} samples were NaN or infinite and became 0"];

    public int Read(Span<float> buffer)
    {
        var wanted = buffer.Length - (buffer.Length % _channels);
        if (wanted == 0 && buffer.Length > 0)
        {
            throw new ArgumentException($"The buffer must hold at least one frame of {_channels} samples", nameof(buffer));
        }

        if (_ended || wanted == 0)
        {
            return 0;
        }

        var read = ReadSource(buffer[..wanted]);
        read -= read % _channels;
        if (read == 0)
        {
            _ended = true;
            CheckLength();
            return 0;
        }

        DecodedFrames += read / _channels;
        _repairedSamples += ReplaceNonFinite(buffer[..read]);
        return read;
    }

    public void Dispose() => source.Owned?.Dispose();

    private int ReadSource(Span<float> buffer)
    {
        try
        {
            return source.Samples.Read(buffer);
        }
        catch (AudioException)
        {
            _ended = true;
            throw;
        }
        catch (SoundFileException e)
        {
            _ended = true;
            throw AudioException.DecodeFailed($"damaged {source.Format.Codec} data after {Seconds(DecodedFrames)}: {e.Message}", e);
        }
        catch (IOException e)
        {
            _ended = true;
            throw AudioException.DecodeFailed($"reading failed after {Seconds(DecodedFrames)}: {e.Message}", e);
        }
    }

    private void CheckLength()
    {
        if (DecodedFrames == 0)
        {
            throw AudioException.DecodeFailed($"the {source.Format.Container} file holds no audio");
        }

        if (source.LateWarning?.Invoke() is { } warning)
        {
            _warnings.Add(warning);
        }

        if (source.DeclaredFrames is not { } declared)
        {
            return;
        }

        if (DecodedFrames < declared - source.ToleranceFrames - source.DoubtFrames)
        {
            throw Truncated(declared, DecodedFrames, source.Format.SampleRateHz);
        }

        if (Math.Abs(DecodedFrames - declared) > source.ToleranceFrames)
        {
            _warnings.Add($"the header declares {Seconds(declared)}, {Seconds(DecodedFrames)} decoded");
        }
    }

    /// <summary>The failure of a file that holds less than it promises; both ends of decoding report it alike.</summary>
    public static AudioException Truncated(long declaredFrames, long decodedFrames, int sampleRateHz) =>
        AudioException.DecodeFailed(
            $"truncated: header declares {Seconds(declaredFrames, sampleRateHz)}, {Seconds(decodedFrames, sampleRateHz)} decoded");

    private string Seconds(long frames) => Seconds(frames, source.Format.SampleRateHz);

    private static string Seconds(long frames, int sampleRateHz) => $"{(double)frames / sampleRateHz:0.###} s";

    private static int ReplaceNonFinite(Span<float> samples)
    {
        // All exponent bits set means NaN or infinity; the scalar pass runs only over a vector that holds one.
        var exponent = new Vector<int>(0x7F80_0000);
        var replaced = 0;
        var at = 0;
        for (; at <= samples.Length - Vector<float>.Count; at += Vector<float>.Count)
        {
            var bits = Vector.AsVectorInt32(new Vector<float>(samples[at..]));
            if (Vector.EqualsAny(bits & exponent, exponent))
            {
                replaced += ReplaceOneByOne(samples.Slice(at, Vector<float>.Count));
            }
        }

        return replaced + ReplaceOneByOne(samples[at..]);
    }

    private static int ReplaceOneByOne(Span<float> samples)
    {
        var replaced = 0;
        foreach (ref var sample in samples)
        {
            if (!float.IsFinite(sample))
            {
                sample = 0;
                replaced++;
            }
        }

        return replaced;
    }
}
