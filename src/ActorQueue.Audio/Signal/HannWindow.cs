namespace ActorQueue.Audio.Signal;

/// <summary>The periodic Hann window, 0.5 − 0.5·cos(2πn/N) (F. J. Harris, On the use of windows for harmonic analysis with the DFT, Proc. IEEE 66, 1978).</summary>
internal static class HannWindow
{
    /// <summary>The window of a size, on a cache line.</summary>
    public static AlignedFloats Periodic(int size)
    {
        var window = new AlignedFloats(size);
        for (var n = 0; n < size; n++)
        {
            window.Span[n] = (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * n / size)));
        }

        return window;
    }
}
