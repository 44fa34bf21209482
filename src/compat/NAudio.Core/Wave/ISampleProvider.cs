namespace NAudio.Wave;

/// <summary>A source of interleaved 32-bit float samples, full scale ±1.</summary>
public interface ISampleProvider
{
    /// <summary>Rate and channels of the samples; always IEEE float, 32 bit.</summary>
    WaveFormat WaveFormat { get; }

    /// <summary>Fills <paramref name="buffer"/> from its start; returns the number of samples (not frames) written, 0 at the end.</summary>
    int Read(Span<float> buffer);
}
