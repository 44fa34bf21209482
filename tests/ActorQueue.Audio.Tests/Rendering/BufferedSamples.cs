using NAudio.Wave;

namespace ActorQueue.Audio.Tests.Rendering;

/// <summary>Interleaved samples from memory, delivered in pieces of a chosen size.</summary>
internal sealed class BufferedSamples(float[] samples, int sampleRateHz, int channels = 1, int largestRead = int.MaxValue) : ISampleProvider
{
    private int _position;

    public WaveFormat WaveFormat { get; } = WaveFormat.CreateIeeeFloatWaveFormat(sampleRateHz, channels);

    public int Read(Span<float> buffer)
    {
        var count = Math.Min(Math.Min(buffer.Length, largestRead), samples.Length - _position);
        samples.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }
}
