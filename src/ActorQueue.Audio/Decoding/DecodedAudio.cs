using ActorQueue.Audio.Tags;
using NAudio.Wave;

namespace ActorQueue.Audio.Decoding;

/// <summary>
/// One opened piece of audio: what it is, and its samples as a stream in constant memory. Not safe for several threads at once.
/// </summary>
public sealed class DecodedAudio : IDisposable
{
    private readonly CheckedSamples _samples;
    private readonly IDisposable? _owned;

    internal DecodedAudio(AudioSource source, IDisposable? owned)
    {
        Format = source.Format;
        DeclaredFrames = source.DeclaredFrames;
        _samples = new CheckedSamples(source);
        _owned = owned;
        Tags = source.Tags;
    }

    /// <summary>What the content is.</summary>
    public AudioFormat Format { get; }

    /// <summary>What the file says about itself; null when it says nothing.</summary>
    public AudioTags? Tags { get; }

    /// <summary>
    /// The interleaved float samples from the first to the last, full scale ±1; NaN and infinity have become 0 (with a warning). Each read delivers
    /// whole frames. Reading throws <see cref="AudioException"/> with <c>decode-failed</c> where the content is damaged, and at the end
    /// when fewer frames came out than the container declares: what was read until then is genuine but incomplete.
    /// </summary>
    public ISampleProvider Samples => _samples;

    /// <summary>Frames that the container promises, checked against what is decoded; null when it makes no promise.</summary>
    public long? DeclaredFrames { get; }

    /// <summary><see cref="DeclaredFrames"/> as time; null when the container makes no promise.</summary>
    public TimeSpan? DeclaredDuration =>
        DeclaredFrames is { } frames ? TimeSpan.FromSeconds((double)frames / Format.SampleRateHz) : null;

    /// <summary>Frames read so far; the true length once a read has returned 0.</summary>
    public long DecodedFrames => _samples.DecodedFrames;

    /// <summary>What is odd about the content but does not stop it; complete once a read has returned 0.</summary>
    public IReadOnlyList<string> Warnings => _samples.Warnings;

    /// <inheritdoc/>
    public void Dispose()
    {
        _samples.Dispose();
        _owned?.Dispose();
    }
}
