using System.Buffers.Binary;
using System.Runtime.InteropServices;
using NAudio.Wave;

namespace ActorQueue.Audio.Decoding;

/// <summary>How one sample is stored in a WAV or AIFF file that is decoded without libsndfile.</summary>
internal enum SampleCodec
{
    /// <summary>Linear, 1 to 4 bytes.</summary>
    Pcm,

    /// <summary>IEEE 754, 4 or 8 bytes.</summary>
    Float,

    /// <summary>ITU-T G.711 A-law.</summary>
    ALaw,

    /// <summary>ITU-T G.711 µ-law.</summary>
    MuLaw,
}

/// <summary>Where the samples lie in a WAV or AIFF file, as far as a reader needs to know.</summary>
/// <param name="Codec">How one sample is stored.</param>
/// <param name="BytesPerSample">The container size of one sample.</param>
/// <param name="IsBigEndian">Most significant byte first (AIFF).</param>
/// <param name="IsSigned8Bit">8-bit PCM counts from −128 (AIFF) and not from 0 (WAV).</param>
internal sealed record SampleLayout(SampleCodec Codec, int BytesPerSample, bool IsBigEndian = false, bool IsSigned8Bit = false)
{
    public string CodecName => Codec switch
    {
        SampleCodec.Pcm => "PCM",
        SampleCodec.Float => "IEEE float",
        SampleCodec.ALaw => "A-law",
        SampleCodec.MuLaw => "µ-law",
        _ => throw new InvalidOperationException($"unknown codec {Codec}"),
    };

    /// <summary>Float samples from a window over the stored ones.</summary>
    public ISampleProvider Decode(Stream window, int sampleRateHz, int channels)
    {
        var format = Codec switch
        {
            SampleCodec.Pcm => new WaveFormat(sampleRateHz, BytesPerSample * 8, channels),
            SampleCodec.Float => WaveFormat.CreateCustomFormat(
                WaveFormatEncoding.IeeeFloat,
                sampleRateHz,
                channels,
                sampleRateHz * channels * BytesPerSample,
                channels * BytesPerSample,
                BytesPerSample * 8),
            SampleCodec.ALaw => WaveFormat.CreateALawFormat(sampleRateHz, channels),
            SampleCodec.MuLaw => WaveFormat.CreateMuLawFormat(sampleRateHz, channels),
            _ => throw new InvalidOperationException($"unknown codec {Codec}"),
        };
        IWaveProvider bytes = new RawSourceWaveStream(window, format);
        if (IsBigEndian && BytesPerSample > 1)
        {
            bytes = new BigEndianBytes(bytes, BytesPerSample);
        }

        if (IsSigned8Bit)
        {
            bytes = new SignedBytes(bytes);
        }

        // The official conversion knows PCM and float only.
        return Codec is SampleCodec.ALaw or SampleCodec.MuLaw ? new CompandedSamples(bytes) : bytes.ToSampleProvider();
    }

    /// <summary>Turns every sample's bytes around.</summary>
    private sealed class BigEndianBytes(IWaveProvider source, int bytesPerSample) : IWaveProvider
    {
        public WaveFormat WaveFormat => source.WaveFormat;

        public int Read(Span<byte> buffer)
        {
            var read = source.Read(buffer);
            switch (bytesPerSample)
            {
                case sizeof(short):
                    var shorts = MemoryMarshal.Cast<byte, short>(buffer[..read]);
                    BinaryPrimitives.ReverseEndianness(shorts, shorts);
                    break;
                case sizeof(int):
                    var ints = MemoryMarshal.Cast<byte, int>(buffer[..read]);
                    BinaryPrimitives.ReverseEndianness(ints, ints);
                    break;
                case sizeof(long):
                    var longs = MemoryMarshal.Cast<byte, long>(buffer[..read]);
                    BinaryPrimitives.ReverseEndianness(longs, longs);
                    break;
                default:
                    for (var at = 0; at + 3 <= read; at += 3)
                    {
                        (buffer[at], buffer[at + 2]) = (buffer[at + 2], buffer[at]);
                    }

                    break;
            }

            return read;
        }
    }

    /// <summary>Moves zero from 0 to 128, where the conversion expects it.</summary>
    private sealed class SignedBytes(IWaveProvider source) : IWaveProvider
    {
        public WaveFormat WaveFormat => source.WaveFormat;

        public int Read(Span<byte> buffer)
        {
            var read = source.Read(buffer);
            foreach (ref var value in buffer[..read])
            {
                value ^= 0x80;
            }

            return read;
        }
    }
}
