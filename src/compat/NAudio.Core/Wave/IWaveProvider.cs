namespace NAudio.Wave;

/// <summary>A source of bytes in a known wave format.</summary>
public interface IWaveProvider
{
    /// <summary>The format of the bytes that <see cref="Read"/> delivers.</summary>
    WaveFormat WaveFormat { get; }

    /// <summary>Fills <paramref name="buffer"/> from its start; returns the number of bytes written, 0 at the end.</summary>
    int Read(Span<byte> buffer);
}
