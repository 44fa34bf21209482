using NAudio.SoundFile;

namespace ActorQueue.Audio.Decoding.Ogg;

/// <summary>
/// Opens Ogg Vorbis, Opus, FLAC and Speex through libsndfile. libsndfile stops after the first of several chained streams and makes up lengths for cut
/// files, so the pages are scanned first, each stream is decoded through a reader of its own, and the sum is held against the granule positions.
/// </summary>
internal static class OggDecoder
{
    /// <summary>The longest Vorbis block: what a stream may miss at its edges. Opus packets are shorter.</summary>
    private const int ToleranceFrames = 8192;

    /// <param name="stream">The file.</param>
    /// <param name="openElse">Opens what libsndfile refuses (some encoders' FLAC and Speex); null where nothing else can.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    public static AudioSource Open(Stream stream, Func<AudioSource?> openElse, CancellationToken cancellationToken)
    {
        var scan = OggScan.Read(stream, cancellationToken);
        if (scan.Links.Count == 0)
        {
            throw AudioException.DecodeFailed(
                scan.IsCut ? "truncated header: the Ogg file ends within its first pages" : "the Ogg file has no audio stream that is known");
        }

        if (scan.IsCut)
        {
            var seconds = scan.Links.Sum(link => (double)(link.FramesAt(link.GranuleRate) ?? 0) / link.GranuleRate);
            throw AudioException.DecodeFailed($"truncated: the Ogg file ends within a page, {seconds:0.###} s before it are whole");
        }

        var source = OpenSamples(stream, scan, openElse);
        var rate = source.Format.SampleRateHz;
        var frames = scan.Links.Select(link => link.FramesAt(rate)).ToList();
        return source with
        {
            DeclaredFrames = frames.Contains(null) ? null : frames.Sum(),
            ToleranceFrames = ToleranceFrames * scan.Links.Count,
            DoubtFrames = 0,
            Warnings = [.. Warnings(scan, frames)],
        };
    }

    private static AudioSource OpenSamples(Stream stream, OggScan scan, Func<AudioSource?> openElse)
    {
        try
        {
            var samples = new ChainedSamples(stream, scan.Links);
            var format = new AudioFormat("Ogg", scan.Links[0].Codec, samples.WaveFormat.SampleRate, samples.WaveFormat.Channels, null, samples.ChannelMask);
            return new AudioSource(format, samples) { Owned = samples };
        }
        catch (AudioException e) when (e.InnerException is SoundFileException && openElse() is { } other)
        {
            return other;
        }
    }

    private static IEnumerable<string> Warnings(OggScan scan, List<long?> frames)
    {
        if (scan.Links.Count > 1)
        {
            yield return $"{scan.Links.Count} chained streams were joined";
        }

        if (!scan.Links[^1].HasEnd)
        {
            yield return "the last page does not end the stream: the file may have been cut between two pages";
        }

        if (scan.JunkBytes > 0)
        {
            yield return $"{scan.JunkBytes} bytes between the pages belong to none: the file is damaged";
        }

        if (frames.Contains(null))
        {
            yield return "the stream starts late (cut out of a broadcast); whether it is whole cannot be checked";
        }
    }
}
