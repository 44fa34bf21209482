namespace ActorQueue.Audio.Signal;

/// <summary>The spectra of one analysis: whoever asks for the same size and hop shares one transform.</summary>
internal sealed class SpectrumPasses
{
    private readonly List<SpectrumPass> _passes = [];

    /// <summary>Has an analyser handed every frame.</summary>
    /// <param name="size">Samples of a frame: a power of two, 128 to 2²⁰.</param>
    /// <param name="hop">Samples from one frame to the next, 1 to <paramref name="size"/>.</param>
    /// <param name="analyser">Called after those that were added before it.</param>
    public void Add(int size, int hop, ISpectrumAnalyser analyser)
    {
        if (_passes.Find(pass => pass.Size == size && pass.Hop == hop) is not { } shared)
        {
            shared = new SpectrumPass(size, hop);
            _passes.Add(shared);
        }

        shared.Add(analyser);
    }

    /// <summary>Takes the next samples in.</summary>
    public void Process(ReadOnlySpan<float> samples)
    {
        foreach (var pass in _passes)
        {
            pass.Process(samples);
        }
    }

    /// <summary>Hands out the last frames, filled up with zeros.</summary>
    public void Finish()
    {
        foreach (var pass in _passes)
        {
            pass.Finish();
        }
    }
}
