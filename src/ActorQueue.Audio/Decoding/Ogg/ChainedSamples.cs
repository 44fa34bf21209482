using ActorQueue.Audio.Decoding.SoundFile;
using NAudio.SoundFile;
using NAudio.Wave;

namespace ActorQueue.Audio.Decoding.Ogg;

/// <summary>The streams of a chained Ogg file as one, each opened when its turn comes.</summary>
internal sealed class ChainedSamples : ISampleProvider, IDisposable
{
    private readonly Stream _stream;
    private readonly IReadOnlyList<OggLink> _links;
    private readonly VorbisChannelOrder? _order;
    private SoundFileReader _reader;
    private int _link;

    public ChainedSamples(Stream stream, IReadOnlyList<OggLink> links)
    {
        _stream = stream;
        _links = links;
        _reader = OpenLink(0);
        WaveFormat = _reader.WaveFormat;
        _order = links[0].HasSpeakers && links[0].Codec is "Vorbis" or "Opus" ? VorbisChannelOrder.For(WaveFormat.Channels) : null;
    }

    public WaveFormat WaveFormat { get; }

    /// <summary>The speakers as a WAVE channel mask; 0 when the stream does not say.</summary>
    public int ChannelMask => _order?.ChannelMask ?? 0;

    public int Read(Span<float> buffer)
    {
        while (true)
        {
            var read = _reader.Read(buffer);
            if (read > 0 || _link + 1 >= _links.Count)
            {
                _order?.Apply(buffer[..read]);
                return read;
            }

            _reader.Dispose();
            _reader = OpenLink(++_link);
            var format = _reader.WaveFormat;
            if (format.SampleRate != WaveFormat.SampleRate || format.Channels != WaveFormat.Channels)
            {
                throw AudioException.DecodeFailed(
                    $"chained stream {_link + 1} of {_links.Count} changes from {WaveFormat.SampleRate} Hz and {WaveFormat.Channels} channels "
                    + $"to {format.SampleRate} Hz and {format.Channels} channels");
            }
        }
    }

    public void Dispose() => _reader.Dispose();

    private SoundFileReader OpenLink(int index)
    {
        var link = _links[index];
        // The first link keeps what stands before it, so that parallel streams keep their first pages.
        var start = index == 0 ? 0 : link.Start;
        return SoundFileDecoder.OpenReader(new FrameWindow(_stream, start, link.End - start, blockAlign: 1), $"Ogg {link.Codec}");
    }
}
