using System.Buffers.Binary;

namespace ActorQueue.Audio.Decoding.Ogg;

/// <summary>The pages of an Ogg file (RFC 3533), walked once to learn how much audio there must be.</summary>
/// <param name="Links">The audio streams, one behind the other.</param>
/// <param name="IsCut">The file ends within a page.</param>
/// <param name="JunkBytes">Bytes between pages that belong to none.</param>
internal sealed record OggScan(IReadOnlyList<OggLink> Links, bool IsCut, long JunkBytes)
{
    private const int HeaderBytes = 27;
    private const int MaximumPageBytes = HeaderBytes + 255 + (255 * 255);
    private const byte FirstPageFlag = 2;
    private const byte LastPageFlag = 4;

    /// <summary>A file of more streams is made to keep a reader busy.</summary>
    private const int MaximumLinks = 10_000;

    /// <exception cref="OperationCanceledException">The token was cancelled: a file of gigabytes takes a while.</exception>
    public static OggScan Read(Stream stream, CancellationToken cancellationToken)
    {
        var bytes = new ForwardBytes(stream);
        var links = new List<OggLink>();
        OggLink? current = null;
        var isCut = false;
        long junk = 0;
        long at = 0;
        while (at < bytes.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var header = bytes.At(at, HeaderBytes + 255);
            if (!header.StartsWith("OggS"u8[..Math.Min(4, header.Length)]))
            {
                var next = bytes.Find("OggS"u8, at, bytes.Length);
                junk += (next < 0 ? bytes.Length : next) - at;
                if (next < 0)
                {
                    break;
                }

                at = next;
                continue;
            }

            if (PageBytes(header) is not { } pageBytes || at + pageBytes > bytes.Length)
            {
                isCut = true;
                break;
            }

            var flags = header[5];
            var granule = BinaryPrimitives.ReadInt64LittleEndian(header[6..]);
            var serial = BinaryPrimitives.ReadUInt32LittleEndian(header[14..]);
            if ((flags & FirstPageFlag) != 0)
            {
                current = StartLink(bytes.At(at, Math.Min(pageBytes, MaximumPageBytes)), at, serial, links, current);
            }
            else if (current is not null && serial == current.Serial)
            {
                NotePage(current, flags, granule);
            }

            at += pageBytes;
        }

        if (current is not null)
        {
            current.End = bytes.Length;
        }

        return new OggScan(links, isCut, junk);
    }

    /// <summary>The first audio stream of a group of parallel ones is the one that counts; a group begins when the last one has ended.</summary>
    private static OggLink? StartLink(ReadOnlySpan<byte> page, long at, uint serial, List<OggLink> links, OggLink? current)
    {
        if (current is { FirstGranule: < 0 })
        {
            return current;
        }

        var packet = page[(HeaderBytes + page[26])..];
        if (OggLink.FromFirstPacket(at, serial, packet) is not { } link)
        {
            return current;
        }

        AudioFormat.Validate($"Ogg {link.Codec}", link.GranuleRate, link.Channels);
        if (links.Count == MaximumLinks)
        {
            throw AudioException.DecodeFailed($"the Ogg file chains more than {MaximumLinks} streams");
        }

        if (current is not null)
        {
            current.End = at;
        }

        links.Add(link);
        return link;
    }

    private static void NotePage(OggLink link, byte flags, long granule)
    {
        // Header pages count 0, and −1 means that no packet ends on the page.
        if (granule > 0)
        {
            link.FirstGranule = link.FirstGranule < 0 ? granule : link.FirstGranule;
            link.LastGranule = Math.Max(link.LastGranule, granule);
        }

        link.HasEnd |= (flags & LastPageFlag) != 0;
    }

    private static int? PageBytes(ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderBytes || header.Length < HeaderBytes + header[26])
        {
            return null;
        }

        var size = HeaderBytes + header[26];
        foreach (var segment in header.Slice(HeaderBytes, header[26]))
        {
            size += segment;
        }

        return size;
    }
}
