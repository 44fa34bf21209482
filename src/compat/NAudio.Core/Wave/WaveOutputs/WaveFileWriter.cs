using System.Buffers.Binary;
using NAudio.Wave.SampleProviders;

namespace NAudio.Wave;

/// <summary>Writes a WAV file. Its sizes are filled in on <see cref="Flush"/> and on disposal.</summary>
public class WaveFileWriter : Stream
{
    private const int RiffHeaderSize = 8;

    private readonly Stream _stream;
    private readonly BinaryWriter _writer;
    private readonly WaveFormat _format;
    private readonly string? _filename;
    private readonly long _factPosition = -1;
    private readonly long _dataSizePosition;
    private long _dataLength;
    private bool _isDisposed;

    public WaveFileWriter(string filename, WaveFormat format)
        : this(new FileStream(filename, FileMode.Create, FileAccess.Write, FileShare.Read), format) => _filename = filename;

    /// <summary>Takes over <paramref name="outStream"/>, which must be seekable, and closes it on disposal.</summary>
    public WaveFileWriter(Stream outStream, WaveFormat format)
    {
        ArgumentNullException.ThrowIfNull(outStream);
        ArgumentNullException.ThrowIfNull(format);
        _stream = outStream;
        _format = format;
        _writer = new BinaryWriter(outStream, System.Text.Encoding.UTF8);
        _writer.Write("RIFF"u8);
        _writer.Write(0);
        _writer.Write("WAVE"u8);
        _writer.Write("fmt "u8);
        format.Serialize(_writer);
        if (format.Encoding != WaveFormatEncoding.Pcm && format.BitsPerSample != 0)
        {
            _writer.Write("fact"u8);
            _writer.Write(sizeof(int));
            _factPosition = outStream.Position;
            _writer.Write(0);
        }

        _writer.Write("data"u8);
        _dataSizePosition = outStream.Position;
        _writer.Write(0);
    }

    public string? Filename => _filename;

    /// <summary>Bytes of audio written so far.</summary>
    public override long Length => _dataLength;

    public TimeSpan TotalTime => TimeSpan.FromSeconds((double)_dataLength / _format.AverageBytesPerSecond);

    public WaveFormat WaveFormat => _format;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Position
    {
        get => _dataLength;
        set => throw new InvalidOperationException("A WaveFileWriter cannot be repositioned");
    }

    /// <summary>Writes all that <paramref name="sourceProvider"/> delivers, which therefore must end.</summary>
    public static void CreateWaveFile(string filename, IWaveProvider sourceProvider)
    {
        ArgumentNullException.ThrowIfNull(sourceProvider);
        using var writer = new WaveFileWriter(filename, sourceProvider.WaveFormat);
        Copy(sourceProvider, writer);
    }

    /// <summary>Writes all that <paramref name="sourceProvider"/> delivers as 16-bit PCM.</summary>
    public static void CreateWaveFile16(string filename, ISampleProvider sourceProvider) =>
        CreateWaveFile(filename, new SampleToWaveProvider16(sourceProvider));

    /// <summary>Writes a whole WAV file and leaves <paramref name="outStream"/> open.</summary>
    public static void WriteWavFileToStream(Stream outStream, IWaveProvider sourceProvider)
    {
        ArgumentNullException.ThrowIfNull(sourceProvider);
        var writer = new WaveFileWriter(outStream, sourceProvider.WaveFormat);
        Copy(sourceProvider, writer);
        writer.UpdateSizes(isComplete: true);
        outStream.Flush();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_stream.Length + buffer.Length > uint.MaxValue)
        {
            throw new ArgumentException("A WAV file cannot exceed 4 GB", nameof(buffer));
        }

        _stream.Write(buffer);
        _dataLength += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Writes one sample of one channel; full scale ±1, in the format of the file.</summary>
    public void WriteSample(float sample)
    {
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        switch (_format.BitsPerSample)
        {
            case 16:
                BinaryPrimitives.WriteInt16LittleEndian(bytes, (short)(short.MaxValue * sample));
                break;
            case 24:
                BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)(8388607.0 * sample));
                break;
            case 32 when _format.Encoding == WaveFormatEncoding.IeeeFloat
                || _format is WaveFormatExtensible { } extensible && extensible.SubFormat == AudioMediaSubtypes.MEDIASUBTYPE_IEEE_FLOAT:
                BinaryPrimitives.WriteSingleLittleEndian(bytes, sample);
                break;
            case 32:
                BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)(int.MaxValue * (double)sample));
                break;
            default:
                throw new InvalidOperationException("Only 16, 24 or 32 bit PCM or IEEE float audio data supported");
        }

        Write(bytes[..(_format.BitsPerSample / 8)]);
    }

    public void WriteSamples(float[] samples, int offset, int count)
    {
        foreach (var sample in samples.AsSpan(offset, count))
        {
            WriteSample(sample);
        }
    }

    /// <summary>Writes 16-bit samples in the format of the file.</summary>
    public void WriteSamples(short[] samples, int offset, int count)
    {
        Span<byte> bytes = stackalloc byte[sizeof(short)];
        foreach (var sample in samples.AsSpan(offset, count))
        {
            if (_format.BitsPerSample == 16)
            {
                BinaryPrimitives.WriteInt16LittleEndian(bytes, sample);
                Write(bytes);
            }
            else
            {
                WriteSample(sample / 32768f);
            }
        }
    }

    public override void Flush()
    {
        var end = _stream.Position;
        UpdateSizes(isComplete: false);
        _stream.Position = end;
        _stream.Flush();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException("A WaveFileWriter cannot be read");

    public override long Seek(long offset, SeekOrigin origin) => throw new InvalidOperationException("A WaveFileWriter cannot seek");

    public override void SetLength(long value) => throw new InvalidOperationException("A WaveFileWriter has no settable length");

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            try
            {
                UpdateSizes(isComplete: true);
            }
            finally
            {
                // In a finally block so that a full disk does not leave the file open.
                _stream.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private void UpdateSizes(bool isComplete)
    {
        if (isComplete && _dataLength % 2 != 0)
        {
            // RIFF chunks are word-aligned.
            _writer.Write((byte)0);
        }

        _writer.Flush();
        WriteAt(sizeof(int), _stream.Length - RiffHeaderSize);
        if (_factPosition >= 0)
        {
            WriteAt(_factPosition, _dataLength * 8 / _format.BitsPerSample / _format.Channels);
        }

        WriteAt(_dataSizePosition, _dataLength);
    }

    private void WriteAt(long position, long value)
    {
        _stream.Position = position;
        _writer.Write((uint)value);
        _writer.Flush();
    }

    private static void Copy(IWaveProvider source, WaveFileWriter writer)
    {
        // A second of audio at a time, and at least one whole frame.
        var buffer = new byte[Math.Max(source.WaveFormat.AverageBytesPerSecond, source.WaveFormat.BlockAlign)];
        var whole = buffer.Length - (buffer.Length % source.WaveFormat.BlockAlign);
        int read;
        while ((read = source.Read(buffer.AsSpan(0, whole))) > 0)
        {
            writer.Write(buffer.AsSpan(0, read));
        }
    }
}
