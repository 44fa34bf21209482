namespace ActorQueue.Audio.Decoding.Ogg;

/// <summary>
/// Opens Ogg Vorbis, Opus and FLAC through libsndfile. libsndfile stops after the first of several chained streams and makes up lengths for cut
/// files, so the pages are scanned first, each stream is decoded through a reader of its own, and the sum is held against the granule positions.
/// </summary>
internal static class OggDecoder
{
    /// <summary>The longest Vorbis block: what a stream may miss at its edges. Opus packets are shorter.</summary>
    private const int ToleranceFrames = 8192;

    public static AudioSource Open(Stream stream)
    {
        var scan = OggScan.Read(stream);
        if (scan.Links.Count == 0)
        {
            throw AudioException.DecodeFailed(
                scan.IsCut ? "truncated header: the Ogg file ends within its first pages" : "the Ogg file has no audio stream that is known");
        }

        var first = scan.Links[0];
        if (scan.IsCut)
        {
            var seconds = scan.Links.Sum(link => (double)(link.FramesAt(link.GranuleRate) ?? 0) / link.GranuleRate);
            throw AudioException.DecodeFailed($"truncated: the Ogg file ends within a page, {seconds:0.###} s before it are whole");
        }

        var samples = new ChainedSamples(stream, scan.Links);
        var rate = samples.WaveFormat.SampleRate;
        var frames = scan.Links.Select(link => link.FramesAt(rate)).ToList();
        var format = new AudioFormat("Ogg", first.Codec, rate, samples.WaveFormat.Channels, null, samples.ChannelMask);
        return new AudioSource(format, samples)
        {
            DeclaredFrames = frames.Contains(null) ? null : frames.Sum(),
            ToleranceFrames = ToleranceFrames * scan.Links.Count,
            Warnings = [.. Warnings(scan, frames)],
            Owned = samples,
        };
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
