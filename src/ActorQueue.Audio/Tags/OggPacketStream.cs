using System.Buffers.Binary;
using ActorQueue.Audio.Decoding;

namespace ActorQueue.Audio.Tags;

/// <summary>One packet of an Ogg stream (RFC 3533), put together from its pages while it is read: a cover can make it megabytes long. Reads forwards.</summary>
internal sealed class OggPacketStream : ForwardStream
{
    private const int HeaderBytes = 27;

    /// <summary>Pages of other streams in between, and pages that hold nothing.</summary>
    private const int MaximumPages = 10_000;

    private readonly ForwardBytes _bytes;
    private readonly uint _serial;
    private readonly byte[] _lacing = new byte[255];
    private long _page;
    private long _data;
    private int _segment;
    private int _segments;
    private int _segmentLeft;
    private int _pagesSeen;
    private bool _isOver;

    /// <param name="bytes">The file.</param>
    /// <param name="serial">The stream's number.</param>
    /// <param name="page">Where to look for the page with which the packet begins.</param>
    public OggPacketStream(ForwardBytes bytes, uint serial, long page)
    {
        _bytes = bytes;
        _serial = serial;
        _page = page;
        _isOver = !NextPage() || !NextSegment();
    }

    public override int Read(Span<byte> buffer)
    {
        while (!_isOver && _segmentLeft == 0)
        {
            // A segment that is not full ends the packet.
            _isOver = _lacing[_segment - 1] < 255 || !NextSegment();
        }

        if (_isOver || buffer.IsEmpty)
        {
            return 0;
        }

        var piece = _bytes.At(_data, Math.Min(buffer.Length, _segmentLeft));
        piece.CopyTo(buffer);
        _data += piece.Length;
        _segmentLeft -= piece.Length;
        _isOver = piece.IsEmpty;
        return piece.Length;
    }

    private bool NextSegment()
    {
        while (_segment == _segments)
        {
            if (!NextPage())
            {
                return false;
            }
        }

        _segmentLeft = _lacing[_segment++];
        return true;
    }

    private bool NextPage()
    {
        while (_pagesSeen++ < MaximumPages)
        {
            var header = _bytes.At(_page, HeaderBytes + 255);
            if (header.Length < HeaderBytes || !header.StartsWith("OggS"u8) || header.Length < HeaderBytes + header[26])
            {
                return false;
            }

            _segments = header[26];
            header.Slice(HeaderBytes, _segments).CopyTo(_lacing);
            var isOurs = BinaryPrimitives.ReadUInt32LittleEndian(header[14..]) == _serial;
            _data = _page + HeaderBytes + _segments;
            _page = _data;
            foreach (var size in _lacing.AsSpan(0, _segments))
            {
                _page += size;
            }

            if (isOurs)
            {
                _segment = 0;
                return true;
            }
        }

        return false;
    }
}
