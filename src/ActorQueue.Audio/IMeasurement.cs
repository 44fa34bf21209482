using ActorQueue.Audio.Levels;

namespace ActorQueue.Audio;

/// <summary>One area of the report. What it needs of spectra, its constructor asks of the analysis' <see cref="Signal.SpectrumPasses"/>.</summary>
internal interface IMeasurement
{
    /// <summary>Takes the next block in, before the spectra of its samples.</summary>
    void Process(SampleBlock block)
    {
        // Most areas need only spectra.
    }

    /// <summary>Called once, at the end, after the last spectrum and not for audio without samples: adds what was measured.</summary>
    AudioReport AddTo(AudioReport report);
}
