using NAudio.Wave;

namespace ActorQueue.Audio.Synthesis;

/// <summary>Samples in memory as a stream that is read once from the start.</summary>
/// <param name="samples">Interleaved samples, full scale ±1.</param>
/// <param name="sampleRateHz">Frames a second.</param>
/// <param name="channels">Samples a frame.</param>
public sealed class SampleBuffer(float[] samples, int sampleRateHz, int channels) : ISampleProvider
{
    private int _position;

    /// <inheritdoc/>
    public WaveFormat WaveFormat { get; } = WaveFormat.CreateIeeeFloatWaveFormat(sampleRateHz, channels);

    /// <inheritdoc/>
    public int Read(Span<float> buffer)
    {
        var count = Math.Min(buffer.Length, samples.Length - _position);
        samples.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }
}
