using ActorQueue.Audio.Tags;
using NAudio.Wave;

namespace ActorQueue.Audio.Decoding;

/// <summary>What a container's reader hands over: the format, the raw samples, and the promise to hold them to.</summary>
internal sealed record AudioSource(AudioFormat Format, ISampleProvider Samples)
{
    /// <summary>Frames that the container promises; null when it makes no promise.</summary>
    public long? DeclaredFrames { get; init; }

    /// <summary>Frames by which an intact file of this codec may miss the promise (encoder delay, last block).</summary>
    public int ToleranceFrames { get; init; }

    /// <summary>Frames that may lack beyond that with a warning only, because the container counts coarsely.</summary>
    public int DoubtFrames { get; init; }

    /// <summary>What the file says about itself; null when it says nothing.</summary>
    public AudioTags? Tags { get; init; }

    /// <summary>What was odd when the container was opened.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Asked once all samples are read; null when nothing was odd.</summary>
    public Func<string?>? LateWarning { get; init; }

    /// <summary>What has to be closed with the samples.</summary>
    public IDisposable? Owned { get; init; }
}
