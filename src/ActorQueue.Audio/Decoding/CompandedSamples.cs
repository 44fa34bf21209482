using NAudio.Codecs;
using NAudio.Wave;

namespace ActorQueue.Audio.Decoding;

/// <summary>ITU-T G.711 bytes as float samples.</summary>
internal sealed class CompandedSamples : ISampleProvider
{
    private readonly IWaveProvider _source;
    private readonly bool _isALaw;
    private byte[] _bytes = [];
    private short[] _linear = [];

    public CompandedSamples(IWaveProvider source)
    {
        _source = source;
        _isALaw = source.WaveFormat.Encoding == WaveFormatEncoding.ALaw;
        WaveFormat = WaveFormat.CreateIeeeFloatWaveFormat(source.WaveFormat.SampleRate, source.WaveFormat.Channels);
    }

    public WaveFormat WaveFormat { get; }

    public int Read(Span<float> buffer)
    {
        if (_bytes.Length < buffer.Length)
        {
            _bytes = new byte[buffer.Length];
            _linear = new short[buffer.Length];
        }

        var read = _source.Read(_bytes.AsSpan(0, buffer.Length));
        if (_isALaw)
        {
            ALawDecoder.Decode(_bytes.AsSpan(0, read), _linear);
        }
        else
        {
            MuLawDecoder.Decode(_bytes.AsSpan(0, read), _linear);
        }

        for (var i = 0; i < read; i++)
        {
            buffer[i] = _linear[i] * (1 / 32768f);
        }

        return read;
    }
}
